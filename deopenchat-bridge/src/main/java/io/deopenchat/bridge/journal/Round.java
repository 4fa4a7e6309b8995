package io.deopenchat.bridge.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Usage;
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
 * @param counted tokens that this side counted itself; null if it did not
 * @param unreadable what the gateway sent in place of a receipt, of a round that is disputed for that; else null
 */
public record Round(
        RoundTerms terms,
        RoundState state,
        Instant openedAt,
        @Nullable SignedReceipt receipt,
        @Nullable Delivered delivered,
        @Nullable String reason,
        @Nullable Usage counted,
        @Nullable String unreadable) {

    /** An own confirmation turned up that the journal did not know, and may pay for the round: nobody's fault but this side's. */
    public static final String OLDER_JOURNAL =
            "the journal is older than the newest confirmation, which may pay for this round";

    public long sequence() {
        return terms.sequence();
    }

    public Optional<SignedReceipt> signedReceipt() {
        return Optional.ofNullable(receipt);
    }

    public Optional<Usage> locallyCounted() {
        return Optional.ofNullable(counted);
    }

    /** Whether its receipt does not hold what was agreed, or is none. */
    public boolean isDispute() {
        return state == RoundState.DISPUTED && !OLDER_JOURNAL.equals(reason);
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
        if (counted != null) {
            node.put("countedPromptTokens", Long.toString(counted.promptTokens()));
            node.put("countedCompletionTokens", Long.toString(counted.completionTokens()));
        }
        if (delivered != null && state == RoundState.DISPUTED) {
            node.put("receivedHash", delivered.hash().toString());
            node.put("textBytes", Long.toString(delivered.textBytes()));
        }
        return node;
    }

    /**
     * What a third party needs to judge the round by itself: the domain and the fields of the request, whose digest is the
     * request hash; the operator's receipt about that hash; and what this side received.
     */
    public ObjectNode evidence(AccountId account) {
        ObjectNode node = Json.object();
        node.put("chainId", Long.toString(account.chainId()));
        node.put("contract", account.contract().toString());
        node.put("provider", account.provider().toString());
        node.put("client", account.client().toString());
        node.put("openedAt", openedAt.toString());
        node.put("reason", reason);
        node.set("agreed", terms.toJson());
        if (receipt != null) {
            node.set("receipt", receipt.toJson());
        }
        if (unreadable != null) {
            node.put("unreadableReceipt", unreadable);
        }
        if (delivered != null) {
            ObjectNode received = node.putObject("received");
            received.put("responseHash", delivered.hash().toString());
            received.put("textBytes", Long.toString(delivered.textBytes()));
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
