package io.deopenchat.bridge.market;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Order;
import io.deopenchat.money.Wei;
import java.util.Locale;
import java.util.Optional;

/**
 * How an order ended, in base units. What is neither paid nor returned, others hold or have burned.
 *
 * @param paid for the client's rounds, of which the treasury gets its fee and the provider the rest
 * @param returned to the owner, or to its credit
 */
public record Ending(Kind kind, Wei stake, Wei paid, Wei returned) {

    /** Why nothing is left in it. */
    public enum Kind {
        /** It was never posted: nothing was staked. */
        NEVER_POSTED,
        /** Nobody served, and the stake came back whole. */
        RETURNED,
        /** The provider settled it. */
        FINISHED,
        /** The time to serve was over, and the owner took the rest. */
        EXPIRED;

        /** The form in files and on the command line. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofText(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    static Ending neverPosted() {
        return new Ending(Kind.NEVER_POSTED, Wei.ZERO, Wei.ZERO, Wei.ZERO);
    }

    /** @param account of the provider that locked it last */
    static Ending of(Order order, Optional<AccountState> account) {
        return switch (order.state()) {
            case FINISHED -> left(Kind.FINISHED, order, account);
            case EXPIRED -> left(Kind.EXPIRED, order, account);
            case NONE, OPEN, LOCKED, RETURNED -> new Ending(Kind.RETURNED, order.stake(), Wei.ZERO, order.stake());
        };
    }

    /** A client key has one order, so what its account was paid and holds came from this stake. */
    private static Ending left(Kind kind, Order order, Optional<AccountState> account) {
        Wei paid = account.map(AccountState::claimed).orElse(Wei.ZERO);
        Wei elsewhere = account.map(state -> state.escrow().plusOrMax(state.contested()))
                .orElse(Wei.ZERO);
        return new Ending(
                kind, order.stake(), paid, order.stake().minusOrZero(paid).minusOrZero(elsewhere));
    }
}
