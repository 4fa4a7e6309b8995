package io.deopenchat.gateway.claim;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that fails: said once, and asked again after pauses that double up to a bound. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration MAX_PAUSE = Duration.ofMinutes(2);

    private Duration pause = Duration.ZERO;

    /** How long to wait before the next attempt. */
    Duration met(RuntimeException failure) {
        if (pause.isZero()) {
            LOG.warn("claims wait, and are tried again by themselves: {}", failure.getMessage());
            pause = FIRST_PAUSE;
        } else {
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
        }
        return pause;
    }

    void over() {
        if (!pause.isZero()) {
            LOG.info("claims go on");
            pause = Duration.ZERO;
        }
    }
}
