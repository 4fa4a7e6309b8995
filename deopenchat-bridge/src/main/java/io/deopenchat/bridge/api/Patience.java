package io.deopenchat.bridge.api;

import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long the SDK behind a call waits for its answer to begin, and whether it asked before. One that leaves when its time is
 * over asks again, one that leaves sooner was told to by its user. The SDKs say in headers how often they asked, and how
 * long they wait if that was said for the one call; a timeout of the whole client they keep to themselves.
 */
final class Patience {
    /** In whole seconds, rounded down; the SDKs for JavaScript and Java. */
    static final String TIMEOUT_HEADER = "x-stainless-timeout";

    /** In seconds; the SDKs for Python and Java. */
    static final String READ_TIMEOUT_HEADER = "x-stainless-read-timeout";

    static final String RETRY_HEADER = "x-stainless-retry-count";

    /** Between the start of the SDK's clock and the arrival of its request here. */
    static final Duration SLACK = Duration.ofMillis(250);

    /** Who leaves sooner and named no timeout is a user that changed its mind. */
    static final Duration SHORTEST = Duration.ofSeconds(1);

    /** The SDKs ask again after half a second, doubled each time up to 8 s, less a random part. */
    static final Duration GRACE = Duration.ofSeconds(10);

    static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private static final int DOUBLINGS = 4;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,9})?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}");
    private static final int NO_SDK = -1;

    private final InstantSource clock;
    private final Instant askedAt;
    private final @Nullable Duration timeout;
    private final int retries;

    private Patience(InstantSource clock, @Nullable Duration timeout, int retries) {
        this.clock = clock;
        this.askedAt = clock.instant();
        this.timeout = timeout;
        this.retries = retries;
    }

    /** Must be made when the head of the request arrives. */
    static Patience of(HttpServerRequest request, InstantSource clock) {
        return new Patience(clock, timeout(request), retries(request));
    }

    /** The client for Java names both; the shorter one ends its wait. */
    private static @Nullable Duration timeout(HttpServerRequest request) {
        return Stream.of(TIMEOUT_HEADER, READ_TIMEOUT_HEADER)
                .map(header -> only(request, header))
                .filter(given -> SECONDS.matcher(given).matches())
                .map(given -> Duration.ofMillis(
                        new BigDecimal(given).movePointRight(3).longValue()))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static int retries(HttpServerRequest request) {
        String given = only(request, RETRY_HEADER);
        return COUNT.matcher(given).matches() ? Integer.parseInt(given) : NO_SDK;
    }

    /** Empty if the header is not there once. */
    private static String only(HttpServerRequest request, String header) {
        List<String> values = request.headers().getAll(header);
        return values.size() == 1 ? values.getFirst() : "";
    }

    boolean isRetry() {
        return retries > 0;
    }

    /** Within which time whoever leaves now, and has heard nothing, will have asked again; empty if it will not. */
    Optional<Duration> returnsWithin() {
        Duration waited = Duration.between(askedAt, clock.instant()).plus(SLACK);
        if (retries == NO_SDK || waited.compareTo(SHORTEST) < 0) {
            return Optional.empty();
        }
        if (timeout != null) {
            return waited.compareTo(timeout) < 0 ? Optional.empty() : Optional.of(GRACE);
        }
        return Optional.of(nextPause().plus(SHORTEST));
    }

    private Duration nextPause() {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(retries, DOUBLINGS));
    }
}
