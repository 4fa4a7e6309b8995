package io.deopenchat.gateway.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.util.List;

/**
 * A claim that was mined.
 *
 * @param rows those that moved money
 * @param paid base units of all rows, the fee included
 * @param fee base units of it that the treasury gets
 */
public record ClaimedRows(MinedTransaction transaction, List<AccountEvent.Claimed> rows, Wei paid, Wei fee) {

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
