package io.deopenchat.acceptance;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A daemon over all of its lives, one after the other on the same files. */
final class DaemonLives implements AutoCloseable {
    private final Supplier<DaemonProcess> start;
    private final AtomicBoolean inTrouble = new AtomicBoolean();
    private volatile DaemonProcess process;
    private volatile Optional<String> address = Optional.empty();

    /** Begins the first one, and does not wait. */
    DaemonLives(Supplier<DaemonProcess> start) {
        this.start = start;
        this.process = start.get();
    }

    /** Waits for the ready line. */
    void isReady() {
        address = Optional.of(process.address());
    }

    /** Where it listens; empty while it is dead or starting. */
    Optional<String> address() {
        return address;
    }

    /** Whether nothing befalls it now; from then on something does, until {@link #isLeftAlone}. */
    boolean isPickedOut() {
        return inTrouble.compareAndSet(false, true);
    }

    void isLeftAlone() {
        inTrouble.set(false);
    }

    /** SIGKILL. */
    void dies() {
        address = Optional.empty();
        process.isKilled();
    }

    void isStopped() {
        process.isStopped();
    }

    /** As if nothing had befallen it: goes on if it was stopped, starts again if it is dead. */
    void isBack() {
        process.goesOn();
        if (!process.isAlive()) {
            process = start.get();
            isReady();
        }
    }

    void endsInOrder() {
        address = Optional.empty();
        close();
    }

    @Override
    public void close() {
        process.goesOn();
        process.close();
    }
}
