package io.deopenchat.chaos.processes;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the next strike is agreed: at most one at a time, kept once by the first message that fits, so that honest traffic
 * goes on around it.
 */
final class Appointments {
    private final AtomicReference<@Nullable Appointment> next = new AtomicReference<>();

    /** One strike at one moment. */
    static final class Appointment {
        private final Moment moment;
        private final Strike strike;
        private final Runnable kill;
        private final CompletableFuture<Void> kept = new CompletableFuture<>();

        /** @param kill kills whom the strike is meant for; does nothing for the other strikes */
        Appointment(Moment moment, Strike strike, Runnable kill) {
            this.moment = moment;
            this.strike = strike;
            this.kill = kill;
        }

        Moment moment() {
            return moment;
        }

        Strike strike() {
            return strike;
        }

        void kills() {
            kill.run();
        }

        /** It has happened, the death included. */
        void isKept() {
            kept.complete(null);
        }
    }

    /** The appointment that is kept here and now; whoever gets it has to say when it is done. */
    Optional<Appointment> meets(Supplier<Set<Moment>> moments) {
        Appointment due = next.get();
        return due != null && moments.get().contains(due.moment) && next.compareAndSet(due, null)
                ? Optional.of(due)
                : Optional.empty();
    }

    void agrees(Appointment appointment) {
        next.set(appointment);
    }

    /** Waits; false if its moment did not come in time, and then it does not come any more. */
    boolean isKept(Appointment appointment, Duration atMost) throws InterruptedException {
        try {
            appointment.kept.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException late) {
            if (next.compareAndSet(appointment, null)) {
                return false;
            }
            appointment.kept.join();
            return true;
        }
    }
}
