package io.deopenchat.gateway.account;

import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the accounts of each owner borrow together, kept as a running sum: an owner may have any number of keys, and every
 * request asks for it under the one lock. Base units. Not thread-safe, like {@link Account}.
 */
final class OwnerDebts {
    private final Map<Address, BigInteger> byOwner = new HashMap<>();
    private final Map<Address, Debt> byClient = new HashMap<>();

    private record Debt(Address owner, BigInteger amount) {}

    /** To be called whenever exposure, claimed total or owner of an account may have changed. */
    void recount(Account account) {
        Debt before = byClient.remove(account.client());
        if (before != null) {
            add(before.owner, before.amount.negate());
        }
        debt(account).ifPresent(now -> {
            byClient.put(account.client(), now);
            add(now.owner, now.amount);
        });
    }

    /** Of all other accounts of its owner. */
    Wei ofOthers(Account account) {
        Debt own = byClient.get(account.client());
        if (own == null) {
            return Wei.ZERO;
        }
        BigInteger others = byOwner.getOrDefault(own.owner, BigInteger.ZERO).subtract(own.amount);
        return new Wei(others.min(Wei.MAX.value()));
    }

    private static Optional<Debt> debt(Account account) {
        return account.chain()
                .map(AccountState::owner)
                .map(owner -> new Debt(
                        owner,
                        Credit.borrowed(account.exposure().value(), account.claimed())
                                .value()));
    }

    /** An owner who owes nothing is forgotten. */
    private void add(Address owner, BigInteger amount) {
        byOwner.merge(owner, amount, (before, more) -> {
            BigInteger sum = before.add(more);
            return sum.signum() == 0 ? null : sum;
        });
    }
}
