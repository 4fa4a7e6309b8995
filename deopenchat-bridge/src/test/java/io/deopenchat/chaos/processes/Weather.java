package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.Random;

/** How bad a road is, and what befalls the next message on it, as a seed says. */
final class Weather {
    private static final int MOST_BYTES = 2_000;
    private static final Duration LONGEST_DELAY = Duration.ofMillis(150);

    private final Random random;
    private final int faultsInThousand;
    private final boolean duplicates;
    private boolean stormy;

    /** @param duplicates whether a message may arrive twice; the backend's may not, whose calls are counted */
    Weather(long seed, int faultsInThousand, boolean duplicates) {
        this.random = new Random(seed);
        this.faultsInThousand = faultsInThousand;
        this.duplicates = duplicates;
    }

    enum Fault {
        NONE,
        /** It gets lost, and after a silence the connection, too. */
        LOST,
        CUT_BEFORE,
        /** It arrives, and its answer does not, or not whole. */
        CUT_ANSWER,
        DELAYED,
        DUPLICATED
    }

    /** @param after so many bytes of the answer, where that is cut */
    record Fate(Fault fault, int after, Duration delay) {
        static final Fate NONE = new Fate(Fault.NONE, 0, Duration.ZERO);
    }

    synchronized void storms(boolean now) {
        stormy = now;
    }

    synchronized Fate fate() {
        if (!stormy || random.nextInt(1_000) >= faultsInThousand) {
            return Fate.NONE;
        }
        return new Fate(
                fault(),
                random.nextInt(MOST_BYTES),
                LONGEST_DELAY.multipliedBy(random.nextInt(8)).dividedBy(8));
    }

    private Fault fault() {
        Fault[] all = Fault.values();
        return all[1 + random.nextInt(duplicates ? all.length - 1 : all.length - 2)];
    }
}
