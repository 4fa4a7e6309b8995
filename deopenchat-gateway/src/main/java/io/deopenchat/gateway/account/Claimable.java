package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.Optional;

/**
 * A confirmation that pays if it is claimed.
 *
 * @param owed base units that a claim moves, the contract's fee included: what is confirmed and not claimed, at most the escrow
 * @param claimed base units that were claimed before, as far as the contract was followed
 * @param tokens of rounds behind it that no claim covered
 * @param since when the oldest of it was confirmed
 * @param leaving its owner takes the escrow away: claims have until then
 * @param inOrder finishing the order of this account will claim it, and its time to serve is not over
 */
public record Claimable(
        Address client,
        SignedConfirmation signed,
        Wei owed,
        Wei claimed,
        long tokens,
        Instant since,
        boolean leaving,
        boolean inOrder) {

    /** Of an account that holds no order. */
    public Claimable(
            Address client,
            SignedConfirmation signed,
            Wei owed,
            Wei claimed,
            long tokens,
            Instant since,
            boolean leaving) {
        this(client, signed, owed, claimed, tokens, since, leaving, false);
    }

    /** A row that was signed before and was not paid, while nothing newer is known of its account. */
    public static Claimable of(OpenClaim.Row row, Instant now) {
        return new Claimable(row.client(), row.signed(), row.owed(), Wei.ZERO, 0, now, false);
    }

    /** What the client signed for, ever. */
    public Wei total() {
        return signed.confirmation().cumulativeCost();
    }

    /** What is owed beside a row that is on its way; empty if that row takes it all. */
    public Optional<Claimable> beside(OpenClaim.Row row) {
        if (!claimed.isBelow(row.total())) {
            return Optional.of(this);
        }
        Wei rest = owed.minusOrZero(row.owed());
        return total().isAbove(row.total()) && !rest.isZero()
                ? Optional.of(new Claimable(client, signed, rest, claimed, tokens, since, leaving, inOrder))
                : Optional.empty();
    }
}
