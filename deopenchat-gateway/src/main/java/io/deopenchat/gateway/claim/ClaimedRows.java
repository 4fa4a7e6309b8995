package io.deopenchat.gateway.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.ClaimEvent;
import io.deopenchat.chain.ContractEvent;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.util.List;
import java.util.function.Function;

/**
 * A claim that was mined.
 *
 * @param rows those that moved money
 * @param paid base units of all rows, the fee included
 * @param fee base units of it that the treasury gets
 */
public record ClaimedRows(MinedTransaction transaction, List<AccountEvent.Claimed> rows, Wei paid, Wei fee) {

    /** What a claim did, from its events; nothing if it reverted. */
    static ClaimedRows of(DeopenchatContract contract, MinedTransaction mined) {
        List<ContractEvent> events = contract.events(mined);
        return new ClaimedRows(
                mined,
                all(AccountEvent.Claimed.class, events),
                sum(events, ClaimEvent.ClaimSettled::amount),
                sum(events, ClaimEvent.ClaimSettled::fee));
    }

    private static Wei sum(List<ContractEvent> events, Function<ClaimEvent.ClaimSettled, Wei> amount) {
        return all(ClaimEvent.ClaimSettled.class, events).stream().map(amount).reduce(Wei.ZERO, Wei::plusOrMax);
    }

    private static <E extends ContractEvent> List<E> all(Class<E> kind, List<ContractEvent> events) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** For the command line: amounts in base units, as decimal strings. */
    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("transaction", transaction.hash().toString());
        node.put("block", Long.toString(transaction.block()));
        node.put("gasUsed", Long.toString(transaction.gasUsed()));
        node.put("gasCost", transaction.gasCost().toString());
        node.put("paid", paid.toString());
        node.put("fee", fee.toString());
        var array = node.putArray("rows");
        for (AccountEvent.Claimed row : rows) {
            ObjectNode entry = array.addObject();
            entry.put("client", row.client().toString());
            entry.put("claimed", row.claimed().toString());
            entry.put("rounds", Long.toString(row.rounds()));
            entry.put("tokens", Long.toString(row.tokens()));
            entry.put("transcript", row.transcript().toString());
        }
        return node;
    }
}
