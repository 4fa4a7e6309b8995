package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a campaign came to.
 *
 * @param findings what is wrong with the money
 * @param rates whole answers a second before, in and after the storm
 * @param recovered from the end of the storm until a window had 95 % of the rate before; empty if none had
 * @param counts what happened how often
 * @param skipped what was not done to the programs, to be said aloud
 */
record Outcome(
        List<String> findings,
        Rates rates,
        Optional<Duration> recovered,
        Duration storm,
        Map<String, Long> counts,
        List<String> skipped) {
    record Rates(double before, double during, double after) {}
}
