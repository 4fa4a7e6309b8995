package io.deopenchat.bridge.provider;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import java.util.Map;

/** Whatever a server answers instead of a round is a refusal of bounded length, whose summary holds nothing that it worded. */
final class GatewayRefusalFuzz {
    private static final int LONGEST = 2_000;

    private GatewayRefusalFuzz() {}

    /** The first line is a retry-after; the rest is the body. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int status = 100 + input.choice(256) * 2;
        Map<String, String> headers = Map.of("retry-after", input.line());
        GatewayRefusal refusal = GatewayRefusal.read(FuzzedResponse.of(status, headers), input.rest());
        holds(refusal.status() >= 400 && refusal.status() < 600, "the status of a refusal", refusal.status());
        holds(
                refusal.message().length() <= LONGEST,
                "a bounded message",
                refusal.message().length());
        holds(
                refusal.summary().matches("status [0-9]{3}(, [a-z_]{1,64})?"),
                "nothing for a log but words",
                refusal.summary());
        refusal.nextSequence().ifPresent(number -> holds(number >= 0, "no number below nothing", number));
        equal(refusal.toJson(), refusal.toJson(), "it can be passed on");
    }
}
