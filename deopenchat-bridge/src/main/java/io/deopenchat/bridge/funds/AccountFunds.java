package io.deopenchat.bridge.funds;

import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/**
 * What the escrow of one account is for, in base units. The six parts add up to the escrow, whatever journal and chain say:
 * what is owed beyond the escrow cannot be paid from it, and does not count.
 *
 * @param locked held by a provisional claim; it never comes back
 * @param confirmed the client signed for it, and the provider has not claimed it
 * @param received receipts that no confirmation covers yet
 * @param inFlight the ceilings of rounds whose end is not known
 * @param leaving asked back by its owner, or by one that was displaced
 * @param free can be spent or withdrawn
 */
public record AccountFunds(
        Address provider,
        AccountState account,
        Wei locked,
        Wei confirmed,
        Wei received,
        Wei inFlight,
        Wei leaving,
        Wei free) {

    public static AccountFunds of(Address provider, AccountState account, Owed owed) {
        Rest rest = new Rest(account.escrow());
        Wei locked = rest.take(account.locked());
        Wei unclaimed = owed.confirmed().minusOrZero(account.claimed());
        Wei confirmed = rest.take(unclaimed.minusOrZero(locked));
        Wei received = rest.take(owed.received());
        Wei inFlight = rest.take(owed.inFlight());
        Wei leaving = rest.take(account.withdrawing());
        return new AccountFunds(provider, account, locked, confirmed, received, inFlight, leaving, rest.left);
    }

    /** An escrow of which parts are taken in order, each as far as there is something left. */
    private static final class Rest {
        private Wei left;

        Rest(Wei all) {
            left = all;
        }

        Wei take(Wei wanted) {
            Wei taken = wanted.min(left);
            left = left.minus(taken);
            return taken;
        }
    }
}
