package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** One daemon through all of its lives. */
final class Lives {
    private static final int MOST_STARTS = 20;

    private final String name;
    private final Supplier<Daemon> start;
    private final Runnable audit;
    private volatile Daemon current;
    private volatile int kills;
    private int stillborn;
    private int starts;
    private Duration starting = Duration.ZERO;

    /** @param audit looks at the files while it is dead */
    Lives(String name, Supplier<Daemon> start, Runnable audit) {
        this.name = name;
        this.start = start;
        this.audit = audit;
        this.current = start.get();
    }

    String name() {
        return name;
    }

    Daemon current() {
        return current;
    }

    /** Where it listens, while it lives and does. */
    Optional<String> address() {
        Daemon now = current;
        return now.isAlive() ? now.address() : Optional.empty();
    }

    int kills() {
        return kills;
    }

    /** Lives that ended by themselves before they were ready. */
    int stillborn() {
        return stillborn;
    }

    /** Starts that were waited for, and how long they took together. */
    int starts() {
        return starts;
    }

    Duration starting() {
        return starting;
    }

    /** It is killed, its file is looked at, and the next life begins; nobody waits until that is ready. */
    void isKilled() {
        dies();
        livesAgain();
    }

    /** SIGKILL at this very moment, from whoever's thread; the same then cares for {@link #livesAgain}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one at a time: who strikes, or who waits for that
    void dies() {
        current.isKilled();
        kills++;
    }

    void livesAgain() {
        audit.run();
        current = start.get();
    }

    /** Waits until it is ready, and starts it again where it gave up, as a supervisor does. */
    void isReady() {
        for (int tries = 0; tries < MOST_STARTS; tries++) {
            Daemon awaited = current;
            if (awaited.ready().isPresent()) {
                counts(awaited);
                return;
            }
            stillborn++;
            current = start.get();
        }
        throw new IllegalStateException(
                "the " + name + " gave up " + MOST_STARTS + " times before it was ready; see its log");
    }

    private void counts(Daemon awaited) {
        awaited.firstTimeToReady().ifPresent(time -> {
            starts++;
            starting = starting.plus(time);
        });
    }
}
