package io.deopenchat.bridge.market;

import io.deopenchat.bridge.market.Step.Ask;
import io.deopenchat.bridge.market.Step.Challenge;
import io.deopenchat.bridge.market.Step.End;
import io.deopenchat.bridge.market.Step.Reopen;
import io.deopenchat.bridge.market.Step.RequestRest;
import io.deopenchat.bridge.market.Step.TakeBack;
import io.deopenchat.bridge.market.Step.TakeRest;
import io.deopenchat.bridge.market.Step.Wait;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which step is next, from what the chain says alone: it can be taken again after any crash. */
final class Steps {
    /** Of the time that a provider may stay silent, before it is asked on the chain whether it serves. */
    static final int PATIENCE_DIVISOR = 2;

    /** So many times as long where the provider took the request: an answer that is not streamed is silent for as long as it takes. */
    static final int TIMES_FOR_WHO_WAS_ASKED = 5;

    private final OrderTerms terms;
    private final Duration settleTime;

    /** @param settleTime from a lock until a careful provider serves */
    Steps(OrderTerms terms, Duration settleTime) {
        this.terms = terms;
        this.settleTime = settleTime;
    }

    /**
     * @param account of the provider that locked the order last and its client; empty if there is none
     * @param now by which the contract judges
     */
    Step next(Order order, Optional<AccountState> account, Instant now, Need need) {
        return switch (order.state()) {
            case NONE -> new Wait(now);
            case OPEN -> open(order, now, need);
            case LOCKED -> locked(order, now, need);
            case EXPIRED -> account.map(state -> expired(order, state, now)).orElseGet(End::new);
            case FINISHED, RETURNED -> new End();
        };
    }

    private static Step open(Order order, Instant now, Need need) {
        boolean isWanted = need == Need.ANSWER || need == Need.REPLY;
        return isWanted && now.isBefore(order.lockUntil()) ? new Wait(order.lockUntil()) : new TakeBack();
    }

    private Step locked(Order order, Instant now, Need need) {
        Instant end = order.serveUntil().orElse(now);
        if (need == Need.PAYMENT) {
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
        if (account.escrow().isZero()) {
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
