package io.deopenchat.bridge.market;

import io.deopenchat.bridge.market.Step.Ask;
import io.deopenchat.bridge.market.Step.Challenge;
import io.deopenchat.bridge.market.Step.Contest;
import io.deopenchat.bridge.market.Step.End;
import io.deopenchat.bridge.market.Step.Reopen;
import io.deopenchat.bridge.market.Step.RequestRest;
import io.deopenchat.bridge.market.Step.TakeBack;
import io.deopenchat.bridge.market.Step.TakeRest;
import io.deopenchat.bridge.market.Step.Wait;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.chain.ProvisionalClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which step is next, from what the chain says alone: it can be taken again after any crash. */
final class Steps {
    /** Of the time that a provider may stay silent, before it is asked on the chain whether it serves. */
    static final int PATIENCE_DIVISOR = 2;

    /** So many times as long where the provider took the request: an answer that is not streamed is silent for as long as it takes. */
    static final int TIMES_FOR_WHO_WAS_ASKED = 5;

    /** So many transactions one after the other find their block before a claim is paid. */
    static final int TRIES_TO_CONTEST = 2;

    private final OrderTerms terms;
    private final Duration settleTime;
    private final Duration timeToContest;

    /**
     * @param settleTime from a lock until a careful provider serves
     * @param mineTime in which a transaction is surely in a block
     */
    Steps(OrderTerms terms, Duration settleTime, Duration mineTime) {
        this.terms = terms;
        this.settleTime = settleTime;
        this.timeToContest = mineTime.multipliedBy(TRIES_TO_CONTEST);
    }

    /**
     * What to do about a claim that the provider asserts: it is contested as late as is safe while the order may still be served,
     * because what is owed is not known before, and what is contested is lost to both.
     *
     * @param isOwedKnown nothing is under way, and nothing was signed of which this side knows no more
     */
    Optional<Step> about(ProvisionalClaim claim, Order order, Instant now, boolean isOwedKnown) {
        if (!now.isBefore(claim.closesAt())) {
            return Optional.empty();
        }
        boolean isLate = !now.plus(timeToContest).isBefore(claim.closesAt());
        if (isLate || (isOwedKnown && order.state() != OrderState.LOCKED)) {
            return Optional.of(new Contest(order.lastProvider(), claim.requestHash()));
        }
        return order.state() == OrderState.LOCKED
                ? Optional.empty()
                : Optional.of(new Wait(claim.closesAt().minus(timeToContest)));
    }

    /**
     * @param account of the provider that locked the order last and its client; empty if there is none
     * @param now by which the contract judges
     */
    Step next(Order order, Optional<AccountState> account, Instant now, Need need) {
        return switch (order.state()) {
            case NONE -> new Wait(now);
            case OPEN -> open(order, now, need);
            case LOCKED -> locked(order, account, now, need);
            case EXPIRED -> account.map(state -> expired(order, state, now)).orElseGet(End::new);
            case FINISHED, RETURNED -> new End();
        };
    }

    private static Step open(Order order, Instant now, Need need) {
        boolean isWanted = need == Need.ANSWER || need == Need.REPLY;
        return isWanted && now.isBefore(order.lockUntil()) ? new Wait(order.lockUntil()) : new TakeBack();
    }

    private Step locked(Order order, Optional<AccountState> account, Instant now, Need need) {
        Instant end = order.serveUntil().orElse(now);
        if (need == Need.PAYMENT || !account.map(this::isWhole).orElse(true)) {
            return new Wait(end);
        }
        if (!order.answered()) {
            if (order.silentFrom().filter(from -> !now.isBefore(from)).isPresent()) {
                return new Reopen();
            }
            if (order.silentFrom().isEmpty() && isTimeToChallenge(now, end, need)) {
                return new Challenge();
            }
        }
        return need == Need.ANSWER
                ? new Ask(order.lastProvider())
                : new Wait(order.silentFrom().orElse(end));
    }

    /** The contract reopens nothing from which the provider was paid, or asserts that it is to be. */
    private boolean isWhole(AccountState account) {
        return account.locked().isZero()
                && account.claimed().isZero()
                && !account.freeEscrow().isBelow(terms.stake());
    }

    private boolean isTimeToChallenge(Instant now, Instant end, Need need) {
        Duration silence = terms.maxSilence().dividedBy(PATIENCE_DIVISOR);
        Duration patience =
                (need == Need.REPLY ? silence.multipliedBy(TIMES_FOR_WHO_WAS_ASKED) : silence).plus(settleTime);
        Instant lockedAt = end.minus(terms.timeToServe());
        return !now.isBefore(lockedAt.plus(patience))
                && now.plus(terms.maxSilence()).isBefore(end);
    }

    /** The account goes on as an ordinary one, in which a withdrawal of everything began by itself. */
    private static Step expired(Order order, AccountState account, Instant now) {
        // what is held by a claim that nobody contested in time is the provider's, whenever it takes it
        if (account.escrow().minusOrZero(account.locked()).isZero()) {
            return new End();
        }
        if (account.isDisplaced()) {
            return new Wait(account.maturesAt().orElse(now));
        }
        if (account.maturesAt().isEmpty()
                || account.lapsesAt().filter(until -> !now.isBefore(until)).isPresent()) {
            return account.freeEscrow().isZero() ? new Wait(now) : new RequestRest(order.lastProvider());
        }
        Instant matures = account.maturesAt().orElseThrow();
        return now.isBefore(matures) ? new Wait(matures) : new TakeRest(order.lastProvider());
    }
}
