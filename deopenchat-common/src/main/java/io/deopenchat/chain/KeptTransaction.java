package io.deopenchat.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A transaction that was written down before it was sent, because what it does must happen once: whoever is killed afterwards
 * sends the same bytes again, and the nonce lets them happen once.
 *
 * @param wallet that signed it
 */
public record KeptTransaction(Address wallet, SignedTransaction transaction) {

    /** What became of it. */
    public sealed interface Fate {
        /** In a block, successful or not. */
        record Mined(MinedTransaction transaction) implements Fate {}

        /** Another transaction of the wallet took its nonce, in a block that is final: it can never happen. */
        record Displaced() implements Fate {}

        /** A node has it, or may have it. */
        record Waiting(String why) implements Fate {}
    }

    /**
     * Looks for it, and sends it again if it is in no block.
     *
     * @throws ChainUnavailable if no node can tell
     */
    public Fate look(ChainClient chain, Network network) {
        // the count is asked first: a transaction that is mined in between is then found all the same
        long settled = chain.settledBlock(network, network.confirmationDepth(), chain.headBlock());
        long used = chain.transactionCount(wallet, settled);
        Optional<MinedTransaction> mined = chain.mined(transaction.hash());
        if (mined.isPresent()) {
            return new Fate.Mined(mined.get());
        }
        return used > transaction.nonce() ? new Fate.Displaced() : new Fate.Waiting(delivered(chain));
    }

    /** @return why the node does not want it; a nonce that is used is looked at the next time */
    private String delivered(ChainClient chain) {
        String inNoBlock = "it is in no block yet";
        return switch (chain.deliver(transaction)) {
            case Delivery.Accepted() -> inNoBlock;
            case Delivery.Uncertain(ChainUnavailable reason) -> String.valueOf(reason.getMessage());
            case Delivery.Refused(Delivery.Reason reason, ChainUnavailable words) ->
                reason == Delivery.Reason.NONCE_USED ? inNoBlock : String.valueOf(words.getMessage());
        };
    }

    /** For a file. */
    public void writeTo(ObjectNode node) {
        node.put("wallet", wallet.toString());
        node.put("hash", transaction.hash().toString());
        node.put("nonce", Long.toString(transaction.nonce()));
        node.put("gasLimit", Long.toString(transaction.gasLimit()));
        node.put("tip", transaction.fees().tip().toString());
        node.put("maxFee", transaction.fees().maxFee().toString());
        node.put("raw", transaction.raw());
    }

    /**
     * From a file.
     *
     * @throws io.deopenchat.protocol.MalformedMessage or IllegalArgumentException if that holds none
     */
    public static KeptTransaction of(WireObject json) {
        Fees fees = new Fees(new BigInteger(json.text("tip")), new BigInteger(json.text("maxFee")));
        return new KeptTransaction(
                json.address("wallet"),
                new SignedTransaction(
                        json.bytes32("hash"), json.number("nonce"), json.number("gasLimit"), fees, json.text("raw")));
    }
}
