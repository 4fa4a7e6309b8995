package io.deopenchat.bridge.counterparty;

import io.deopenchat.http.Breaker;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How well a provider serves, from what this bridge saw itself: time to the first byte, speed, success. Averages in which
 * each new observation counts a fifth, or of the first five as much as each of the others, so a provider that mends is soon
 * believed and one slow answer ruins nobody. Thread-safe.
 */
public final class Performance {
    private static final double NEWEST_COUNTS = 0.2;

    /** Whoever answered less often is hardly known: its first answers may have been slow because it had just started. */
    static final int FAMILIAR_AFTER = 5;

    private static final double NANOS_PER_SECOND = 1e9;

    /** After as long a failure counts half: a provider that was left alone is tried again some time. */
    private static final double FAILURES_HALVE_AFTER_SECONDS = 300;

    /** Below it a provider that is hardly better than another one may be left alone, so it has to be asked to be known again. */
    static final double SUFFICIENT_SUCCESS = 0.999;

    /** What was measured longer ago says little. */
    static final Duration STALE_AFTER = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final Breaker breaker = new Breaker();
    private double success = 1;
    private long successAt;
    private long endedAt;
    private double firstByteSeconds;
    private double tokensPerSecond;
    private int answers;
    private int speeds;
    private int inFlight;

    /** @param nanoTime as {@link System#nanoTime()} */
    Performance(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What is known of a provider.
     *
     * @param admits whether it may be asked now; false while it rests after failures in a row
     * @param success share of rounds that were answered, 0 to 1
     * @param measured whether it ever answered, else the times say nothing
     * @param firstByteSeconds from the signed request to the first byte of the answer
     * @param tokensPerSecond of completions; 0 if unknown
     * @param inFlight rounds on their way
     * @param isDue whether one call would tell more than what is remembered: it failed lately, was measured long ago or only a few
     *     times, and nobody asks it now
     */
    public record View(
            boolean admits,
            double success,
            boolean measured,
            double firstByteSeconds,
            double tokensPerSecond,
            int inFlight,
            boolean isDue) {

        /** As one of whom nothing is known yet. */
        View forgiven() {
            return new View(admits, 1, false, 0, 0, inFlight, isDue);
        }

        /** Time for an answer of so many tokens. */
        double seconds(long tokens) {
            return firstByteSeconds + (tokensPerSecond > 0 ? tokens / tokensPerSecond : 0);
        }
    }

    synchronized View view() {
        long now = nanoTime.getAsLong();
        return new View(
                breaker.admits(now),
                forgivingSuccess(now),
                answers > 0,
                firstByteSeconds,
                tokensPerSecond,
                inFlight,
                isDue(now));
    }

    private boolean isDue(long now) {
        boolean isStale = answers > 0 && now - endedAt >= STALE_AFTER.toNanos();
        boolean isNew = answers > 0 && answers < FAMILIAR_AFTER;
        return inFlight == 0 && breaker.admits(now) && (isStale || isNew || forgivingSuccess(now) < SUFFICIENT_SUCCESS);
    }

    private double forgivingSuccess(long now) {
        double age = (now - successAt) / NANOS_PER_SECOND;
        return 1 - (1 - success) * Math.pow(0.5, Math.max(0, age) / FAILURES_HALVE_AFTER_SECONDS);
    }

    private void observe(double outcome, long now) {
        success = averaged(forgivingSuccess(now), outcome, NEWEST_COUNTS);
        successAt = now;
    }

    /** A round is on its way; it ends with one of the methods of what is returned. */
    public synchronized Trial begin() {
        inFlight++;
        return new Trial(breaker.began());
    }

    private static double averaged(double old, double newest, double newestCounts) {
        return old + newestCounts * (newest - old);
    }

    /** @param before how many were observed before it */
    private static double newestCounts(int before) {
        return Math.max(NEWEST_COUNTS, 1.0 / (before + 1));
    }

    /** One round under observation. Only its first end counts. */
    public final class Trial {
        private final boolean triesBreaker;
        private boolean ended;

        private Trial(boolean triesBreaker) {
            this.triesBreaker = triesBreaker;
        }

        /**
         * The answer arrived.
         *
         * @param whole from the signed request to the end
         * @param completionTokens 0 if unknown
         */
        public void answered(Duration firstByte, Duration whole, long completionTokens) {
            end(() -> {
                breaker.succeeded();
                observe(1, nanoTime.getAsLong());
                firstByteSeconds = averaged(firstByteSeconds, seconds(firstByte), newestCounts(answers));
                answers++;
                speed(seconds(whole) - seconds(firstByte), completionTokens);
            });
        }

        private void speed(double seconds, long tokens) {
            if (tokens > 0 && seconds > 0) {
                tokensPerSecond = averaged(tokensPerSecond, tokens / seconds, newestCounts(speeds));
                speeds++;
            }
        }

        /**
         * It did not answer, or what it answered is not what was agreed. What fails while it rests is the same outage: however
         * many rounds were on their way, it counts no more than the failures that made it rest. A call that tries whether it is
         * back counts, or whoever stays dead would be forgiven meanwhile.
         */
        public void failed() {
            end(() -> {
                long now = nanoTime.getAsLong();
                if (triesBreaker || !breaker.isOpen()) {
                    observe(0, now);
                }
                breaker.failed(triesBreaker, now);
            });
        }

        /** The application left first, or the request itself was wrong: this says nothing of the provider. */
        public void undecided() {
            end(() -> {
                if (triesBreaker) {
                    breaker.undecided();
                }
            });
        }

        private void end(Runnable step) {
            synchronized (Performance.this) {
                if (!ended) {
                    ended = true;
                    inFlight--;
                    endedAt = nanoTime.getAsLong();
                    step.run();
                }
            }
        }

        private static double seconds(Duration time) {
            return time.toNanos() / NANOS_PER_SECOND;
        }
    }
}
