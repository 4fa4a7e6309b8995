package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The record of one provider, counted again from what the contract announced: whoever keeps events needs no view of the contract
 * to know it, and whoever has the view can see that it is the sum of what happened. Events must be complete from the deployment
 * on and in their order. Counters of the contract saturate and these do not, which takes more money or rounds than exist.
 */
final class RecordFromEvents {
    private static final long MAX_COUNT = 0xffff_ffffL;
    private static final long THOUSAND = 1_000;

    private final Address provider;
    private final Map<Address, ClientAccount> accounts = new HashMap<>();
    private final Map<Pair, Wei> comparisons = new HashMap<>();
    private final Map<Long, Lock> locked = new HashMap<>();
    private long ordersLocked;
    private long ordersFinished;
    private long ordersAbandoned;

    private record Pair(Address client, Address preferred, Address other) {}

    /** An order and what its account had paid when it was locked. */
    private record Lock(Address client, Wei claimedBefore) {}

    /** What one client paid, confirmed and said; the contract keeps the same per account. */
    private static final class ClientAccount {
        private Wei claimed = Wei.ZERO;
        private Wei flagged = Wei.ZERO;
        private Wei contested = Wei.ZERO;
        private long rounds;
        private long ktokens;
    }

    private RecordFromEvents(Address provider) {
        this.provider = provider;
    }

    /** @param events of this provider, others are passed over; in any order of their kinds, each kind complete */
    static ProviderRecord of(Address provider, Collection<? extends ContractEvent> events) {
        RecordFromEvents record = new RecordFromEvents(provider);
        List<ContractEvent> inOrder = new ArrayList<>(events);
        inOrder.sort(Comparator.comparing(ContractEvent::origin));
        inOrder.forEach(record::note);
        return record.sum();
    }

    private void note(ContractEvent event) {
        switch (event) {
            case AccountEvent change when change.provider().equals(provider) -> note(change);
            case OrderEvent order -> note(order);
            case ReputationEvent.Flagged flag
            when flag.provider().equals(provider) -> account(flag.client()).flagged = flag.total();
            case ReputationEvent.Compared said
            when said.preferred().equals(provider) || said.other().equals(provider) ->
                comparisons.put(new Pair(said.client(), said.preferred(), said.other()), said.total());
            default -> {
                // says nothing about the record
            }
        }
    }

    private void note(AccountEvent change) {
        ClientAccount account = account(change.client());
        switch (change) {
            case AccountEvent.Claimed claimed -> {
                account.claimed = claimed.claimed();
                account.rounds = claimed.rounds();
                account.ktokens = counted(claimed.tokens() / THOUSAND, account.ktokens);
            }
            case AccountEvent.WithdrawalFinished finished -> account.claimed = finished.claimed();
            case AccountEvent.Released released -> account.claimed = released.claimed();
            case AccountEvent.ProvisionalClaimPaid paid -> account.claimed = paid.claimed();
            case AccountEvent.ProvisionalClaimContested contested -> {
                account.claimed = contested.claimed();
                account.contested = account.contested.plusOrMax(contested.burned());
            }
            default -> {
                // moves no money to the provider
            }
        }
    }

    /** As the contract counts: what falls, or leaves its field, is not taken over. */
    private static long counted(long declared, long before) {
        return declared > before && declared <= MAX_COUNT ? declared : before;
    }

    private void note(OrderEvent event) {
        switch (event) {
            case OrderEvent.OrderLocked lock
            when lock.provider().equals(provider) -> {
                ordersLocked++;
                locked.put(lock.orderId(), new Lock(lock.client(), account(lock.client()).claimed));
            }
            case OrderEvent.OrderFinished finished
            when finished.provider().equals(provider) -> {
                Lock lock = locked.get(finished.orderId());
                if (lock != null && !account(lock.client()).claimed.equals(lock.claimedBefore())) {
                    ordersFinished++;
                }
            }
            case OrderEvent.OrderReopened reopened when reopened.provider().equals(provider) -> ordersAbandoned++;
            default -> {
                // another provider's, or no end of an order
            }
        }
    }

    private ClientAccount account(Address client) {
        return accounts.computeIfAbsent(client, first -> new ClientAccount());
    }

    private ProviderRecord sum() {
        return new ProviderRecord(
                sum(accounts.values().stream().map(account -> account.claimed).toList()),
                sum(account -> account.rounds),
                sum(account -> account.ktokens),
                sum(account -> account.claimed.isZero() ? 0 : 1),
                sum(accounts.values().stream().map(account -> account.flagged).toList()),
                sum(accounts.values().stream().map(account -> account.contested).toList()),
                sum(comparisons.values()),
                sum(comparisons.entrySet().stream()
                        .filter(said -> said.getKey().preferred().equals(provider))
                        .map(Map.Entry::getValue)
                        .toList()),
                ordersLocked,
                ordersFinished,
                ordersAbandoned);
    }

    private long sum(ToLongFunction<ClientAccount> count) {
        return accounts.values().stream().mapToLong(count).sum();
    }

    private static Wei sum(Collection<Wei> amounts) {
        return amounts.stream().reduce(Wei.ZERO, Wei::plusOrMax);
    }
}
