package io.deopenchat.gateway.market;

import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderState;
import io.deopenchat.gateway.account.OrderAccounts.Progress;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import java.time.Duration;
import java.time.Instant;

/**
 * What a locked order asks for now.
 *
 * @param margin before the end of a silence, after which no answer is on its way any more
 */
record SettleRule(MarketConfig config, Duration margin) {
    enum Next {
        WAIT,
        /** With the last confirmation, if it pays; the rest returns to the owner. */
        FINISH,
        /** Proves that the client asked. */
        ANSWER
    }

    /**
     * @param order that is locked
     * @param seen the same as the contract has it
     * @param asked whether the ledger holds a request of its client
     */
    Next next(OwnOrder order, Order seen, Progress progress, boolean asked, Instant now) {
        Instant end = seen.serveUntil().orElse(now);
        if (seen.state() != OrderState.LOCKED || !now.isBefore(end)) {
            return Next.WAIT;
        }
        if (progress.isQuiet() && isDue(order, seen, progress, asked, end, now)) {
            // what is mined after the end pays its gas for nothing
            return isTooLate(order, end, now) ? Next.WAIT : Next.FINISH;
        }
        return asked && wantsProof(order, seen, progress) ? Next.ANSWER : Next.WAIT;
    }

    private boolean isDue(OwnOrder order, Order seen, Progress progress, boolean asked, Instant end, Instant now) {
        return hasPaid(order, progress)
                || progress.askedFor()
                || isIdle(order, end, now)
                || (!asked && isAboutToLose(seen, lockedAt(order, end), now));
    }

    private boolean isTooLate(OwnOrder order, Instant end, Instant now) {
        return !now.isBefore(end.minus(marginOf(lockedAt(order, end), end)));
    }

    /**
     * Whether it should be proven that the client asked: to a challenge; and as soon as anything is confirmed that is not finished
     * yet, because an owner that challenges while the gateway restarts would take that back together with the stake.
     */
    static boolean wantsProof(OwnOrder order, Order seen, Progress progress) {
        return !seen.answered() && (isChallenged(seen) || hasEarned(order, progress));
    }

    private static boolean hasEarned(OwnOrder order, Progress progress) {
        return progress.newest()
                .filter(signed -> !earned(order, signed.confirmation()).isZero())
                .isPresent();
    }

    private static boolean isChallenged(Order seen) {
        return seen.silentFrom().isPresent() && !seen.answered();
    }

    /** Confirmed since the lock; a round that cost nothing counts as well. */
    private static boolean hasPaid(OwnOrder order, Progress progress) {
        return progress.newest()
                .map(SignedConfirmation::confirmation)
                .filter(signed -> signed.rounds() > order.roundsBefore()
                        || signed.cumulativeCost().isAbove(order.paidBefore()))
                .isPresent();
    }

    private boolean isIdle(OwnOrder order, Instant end, Instant now) {
        Instant lockedAt = lockedAt(order, end);
        return !now.isBefore(lockedAt.plus(config.idleOf(Duration.between(lockedAt, end))));
    }

    /** When it was found, where the terms of a lock are not known. */
    private static Instant lockedAt(OwnOrder order, Instant end) {
        return order.timeToServe().isZero() ? order.changedAt() : end.minus(order.timeToServe());
    }

    /** Finishing returns the stake as well, and leaves no mark of an abandoned order. */
    private boolean isAboutToLose(Order seen, Instant lockedAt, Instant now) {
        return isChallenged(seen)
                && seen.silentFrom()
                        .filter(from -> !now.isBefore(from.minus(marginOf(lockedAt, from))))
                        .isPresent();
    }

    /** At most half of what was there since the lock: a client that asks early may still send its request. */
    private Duration marginOf(Instant lockedAt, Instant silentFrom) {
        Duration half = Duration.between(lockedAt, silentFrom).dividedBy(2);
        return margin.compareTo(half) < 0 ? margin : half;
    }

    /** Base units of the stake that a confirmation is worth. */
    static Wei earned(OwnOrder order, Confirmation signed) {
        return signed.cumulativeCost().minusOrZero(order.paidBefore()).min(order.stake());
    }
}
