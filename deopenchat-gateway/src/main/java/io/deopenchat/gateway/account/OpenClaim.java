package io.deopenchat.gateway.account;

import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.List;

/**
 * A claim that was signed and whose end is not final.
 *
 * @param transactions that were signed for it, all with the same nonce, oldest first: at most one of them is mined
 */
public record OpenClaim(List<Row> rows, List<Sent> transactions) {
    public OpenClaim {
        rows = List.copyOf(rows);
        transactions = List.copyOf(transactions);
        if (rows.isEmpty() || transactions.isEmpty()) {
            throw new IllegalArgumentException("a claim has rows and a transaction");
        }
        long nonce = transactions.getFirst().signed().nonce();
        if (transactions.stream().anyMatch(sent -> sent.signed().nonce() != nonce)) {
            throw new IllegalArgumentException("transactions that replace each other have one nonce, " + nonce);
        }
    }

    /** @param owed base units that the row was going to move */
    public record Row(Address client, SignedConfirmation signed, Wei owed) {

        public Wei total() {
            return signed.confirmation().cumulativeCost();
        }
    }

    /** @param at when it was signed; it may have been sent from then on */
    public record Sent(SignedTransaction signed, Instant at) {}

    public long nonce() {
        return newest().signed().nonce();
    }

    /** The one that replaces all others. */
    public Sent newest() {
        return transactions.getLast();
    }

    public Sent oldest() {
        return transactions.getFirst();
    }

    public List<SignedConfirmation> confirmations() {
        return rows.stream().map(Row::signed).toList();
    }

    /** Base units that all rows were going to move. */
    public Wei owed() {
        return rows.stream().map(Row::owed).reduce(Wei.ZERO, Wei::plusOrMax);
    }
}
