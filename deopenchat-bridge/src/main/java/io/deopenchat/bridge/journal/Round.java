package io.deopenchat.bridge.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.SignedReceipt;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A round as the journal holds it.
 *
 * @param receipt as the gateway sent it; null while there is none, or for a void round
 * @param reason why it is void or disputed; null otherwise
 */
public record Round(
        RoundTerms terms,
        RoundState state,
        Instant openedAt,
        @Nullable SignedReceipt receipt,
        @Nullable Delivered delivered,
        @Nullable String reason) {

    public long sequence() {
        return terms.sequence();
    }

    public Optional<SignedReceipt> signedReceipt() {
        return Optional.ofNullable(receipt);
    }

    /** The members of the receipt, and what it is about; without a receipt what is known of the round. */
    public ObjectNode toJson() {
        ObjectNode node = receipt == null ? withoutReceipt() : receipt.toJson();
        node.put("model", terms.call().model());
        node.put("provider", terms.request().provider().toString());
        node.put("state", state.text());
        node.put("maxCost", terms.request().maxCost().toString());
        node.put("openedAt", openedAt.toString());
        if (reason != null) {
            node.put("reason", reason);
        }
        if (delivered != null && state == RoundState.DISPUTED) {
            node.put("receivedHash", delivered.hash().toString());
            node.put("textBytes", Long.toString(delivered.textBytes()));
        }
        return node;
    }

    private ObjectNode withoutReceipt() {
        ObjectNode node = Json.object();
        node.put("sequence", Long.toString(sequence()));
        node.put("requestHash", terms.requestHash().toString());
        return node;
    }
}
