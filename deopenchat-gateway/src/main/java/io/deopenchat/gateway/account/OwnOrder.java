package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An order of the open market that this provider locked, or tried to.
 *
 * @param model as this provider lists it; empty where the lock was found on the chain and its terms were not
 * @param stake base units
 * @param timeToServe after the lock; zero where it is not known
 * @param roundsBefore that the client had confirmed when the lock was sent
 * @param paidBefore base units that it had confirmed by then
 * @param end of the time to serve; null while the lock is in no block, read it with {@link #serveUntil()}
 * @param earned base units that finishing it claimed, the contract's fee included
 * @param changedAt when it came into this state
 */
public record OwnOrder(
        long id,
        Address client,
        String model,
        Wei stake,
        Duration timeToServe,
        long roundsBefore,
        Wei paidBefore,
        State state,
        @Nullable Instant end,
        Wei earned,
        Instant changedAt) {

    /** Where it stands, as this provider saw it last. */
    public enum State {
        /** The lock is on its way, or was when a process ended. */
        SENT,
        LOCKED,
        /** It was finished in time: what was not earned is the owner's. */
        FINISHED,
        /** Its time was over first: the account goes on as an ordinary one. */
        EXPIRED,
        /** The owner took it away, because its question was not answered. */
        REOPENED,
        /** Somebody else was faster, or its owner took it back. */
        LOST;

        /** Neither of these changes any more, unless the chain changes its mind. */
        public boolean isEnd() {
            return this != SENT && this != LOCKED;
        }

        public String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofStored(String name) {
            return Arrays.stream(values())
                    .filter(state -> state.stored().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no order is in state " + name));
        }
    }

    public Optional<Instant> serveUntil() {
        return Optional.ofNullable(end);
    }

    public OwnOrder locked(Instant serveUntil, Instant now) {
        return state == State.LOCKED && serveUntil.equals(end) ? this : with(State.LOCKED, serveUntil, Wei.ZERO, now);
    }

    public OwnOrder in(State next, Instant now) {
        return state == next ? this : with(next, end, earned, now);
    }

    public OwnOrder finished(Wei claimed, Instant now) {
        return state == State.FINISHED ? this : with(State.FINISHED, end, claimed, now);
    }

    private OwnOrder with(State next, @Nullable Instant serveUntil, Wei claimed, Instant now) {
        return new OwnOrder(
                id, client, model, stake, timeToServe, roundsBefore, paidBefore, next, serveUntil, claimed, now);
    }
}
