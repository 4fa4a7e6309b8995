package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a campaign came to.
 *
 * @param findings what is wrong with the money
 * @param rates whole answers a second before and after the faults
 * @param recovered from the end of the storm until a window had 95 % of the rate before; empty if none had
 * @param storm of kills
 * @param counts what happened how often
 * @param refusals what applications heard in the place of an answer
 * @param struck how often each named message was struck, and by what
 * @param mishaps what the machine did to the daemons
 * @param secondsToStart of a daemon, on average
 * @param skipped what was not done to the programs, to be said aloud
 */
record Outcome(
        List<String> findings,
        Rates rates,
        Drizzle drizzle,
        Optional<Duration> recovered,
        Storm storm,
        Map<String, Long> counts,
        Map<String, Long> refusals,
        Map<Moment, Map<Strike, Long>> struck,
        List<Mishap> mishaps,
        double secondsToStart,
        List<String> skipped) {
    /** @param best of the windows until one was as good as before */
    record Rates(double before, double after, double best) {
        /** A program that just started is slower than one that has recovered. */
        double withoutFaults() {
            return Math.max(before, after);
        }
    }

    /**
     * Faults now and then, as bad days have them.
     *
     * @param faults that happened in the time, those of roads, kills and disturbances together
     * @param chats how they ended meanwhile
     */
    record Drizzle(Duration time, long faults, long kills, double rate, Heard.Count chats) {}

    /** @param rounds answered whole meanwhile */
    record Storm(Duration time, int kills, long rounds) {
        double killsPerMinute() {
            return kills * 60_000.0 / Math.max(1, time.toMillis());
        }
    }

    long strikes() {
        return struck.values().stream()
                .flatMap(each -> each.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
