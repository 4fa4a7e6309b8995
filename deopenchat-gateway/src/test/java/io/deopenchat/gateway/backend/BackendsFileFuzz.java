package io.deopenchat.gateway.backend;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.FuzzedFile;
import io.deopenchat.gateway.pricing.PriceSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The file of the backends, with prices by the hour, is read or refused; what is scheduled can be looked up at any time. */
final class BackendsFileFuzz {
    private static final FuzzedFile FILE = new FuzzedFile("backends.json");
    private static final Instant SOME_TIME = Instant.parse("2026-03-29T00:30:00Z");

    private BackendsFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FILE.with(input);
        read(input, IllegalArgumentException.class, () -> new BackendsFile(FILE.path(), Map.of()).read())
                .ifPresent(plan -> {
                    holds(!plan.backends().isEmpty(), "a backend");
                    if (plan.prices() != null) {
                        isComplete(plan.prices());
                    }
                });
    }

    private static void isComplete(PriceSchedule prices) {
        prices.models()
                .keySet()
                .forEach(model -> prices.next(model, SOME_TIME)
                        .ifPresent(change -> holds(change.at().isAfter(SOME_TIME), "a change to come", change)));
        holds(
                prices.tooShort(SOME_TIME, Duration.ofMinutes(5)).size()
                        <= prices.models().size(),
                "models that there are");
    }
}
