package io.deopenchat.gateway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.ClaimEvent;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.ProviderEvent;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction paid a provider, in base units of the settlement currency.
 *
 * @param claimed by rows of claims, the fee included
 * @param fee base units of {@code claimed} that went to the treasury
 * @param settled when withdrawals, releases and provisional claims ended, the fee included; the contract's events do not
 *     tell that fee
 * @param transaction null if the node does not hand out its receipt, or somebody else than the provider paid for its gas
 */
record Earning(
        Bytes32 hash,
        long block,
        Instant time,
        Wei claimed,
        Wei fee,
        Wei settled,
        int rows,
        @Nullable MinedTransaction transaction) {
    static final String CSV_HEAD = "time,block,transaction,claimed,fee,settled,rows,gas_used,gas_cost";

    /** @param events of one transaction */
    static Earning of(List<ProviderEvent> events, Instant time, @Nullable MinedTransaction transaction) {
        return new Earning(
                events.getFirst().origin().transaction(),
                events.getFirst().origin().block(),
                time,
                sum(events, event -> event instanceof ClaimEvent.ClaimSettled claim ? claim.amount() : Wei.ZERO),
                sum(events, event -> event instanceof ClaimEvent.ClaimSettled claim ? claim.fee() : Wei.ZERO),
                sum(events, Earning::settled),
                events.stream()
                        .mapToInt(event -> event instanceof ClaimEvent.ClaimSettled claim ? claim.rows() : 0)
                        .sum(),
                transaction);
    }

    /** Whether an event can pay the provider. */
    static boolean mayPay(ProviderEvent event) {
        return (event instanceof ClaimEvent.ClaimSettled claim
                        && !claim.amount().isZero())
                || !settled(event).isZero();
    }

    private static Wei settled(ProviderEvent event) {
        return switch (event) {
            case AccountEvent.WithdrawalFinished finished -> finished.providerPaid();
            case AccountEvent.Released released -> released.providerPaid();
            case AccountEvent.ProvisionalClaimPaid paid -> paid.providerPaid();
            case AccountEvent.ProvisionalClaimContested contested -> contested.providerPaid();
            default -> Wei.ZERO;
        };
    }

    private static Wei sum(List<ProviderEvent> events, Function<ProviderEvent, Wei> amount) {
        return events.stream().map(amount).reduce(Wei.ZERO, Wei::plusOrMax);
    }

    String csv() {
        return String.join(
                ",",
                time.toString(),
                Long.toString(block),
                hash.toString(),
                claimed.toString(),
                fee.toString(),
                settled.toString(),
                Integer.toString(rows),
                transaction == null ? "" : Long.toString(transaction.gasUsed()),
                transaction == null ? "" : transaction.gasCost().toString());
    }

    ObjectNode json() {
        ObjectNode node = Json.object()
                .put("time", Long.toString(time.getEpochSecond()))
                .put("block", Long.toString(block))
                .put("transaction", hash.toString())
                .put("claimed", claimed.toString())
                .put("fee", fee.toString())
                .put("settled", settled.toString())
                .put("rows", Integer.toString(rows));
        if (transaction != null) {
            node.put("gasUsed", Long.toString(transaction.gasUsed()))
                    .put("gasCost", transaction.gasCost().toString());
        }
        return node;
    }
}
