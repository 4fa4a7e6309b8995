package io.deopenchat.gateway.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.ContractEvent;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.util.List;

/** A claim that was mined. */
public record ClaimedRows(MinedTransaction transaction, List<ContractEvent.Claimed> rows) {

    public Wei paid() {
        return rows.stream().map(ContractEvent.Claimed::paid).reduce(Wei.ZERO, Wei::plus);
    }

    /** For the command line: amounts in base units, as decimal strings. */
    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("transaction", transaction.hash().toString());
        node.put("block", Long.toString(transaction.block()));
        node.put("gasUsed", Long.toString(transaction.gasUsed()));
        node.put("gasCost", transaction.gasCost().toString());
        node.put("paid", paid().toString());
        var array = node.putArray("rows");
        for (ContractEvent.Claimed row : rows) {
            ObjectNode entry = array.addObject();
            entry.put("client", row.client().toString());
            entry.put("paid", row.paid().toString());
            entry.put("claimed", row.claimed().toString());
            entry.put("rounds", Long.toString(row.rounds()));
            entry.put("tokens", Long.toString(row.tokens()));
            entry.put("transcript", row.transcript().toString());
        }
        return node;
    }
}
