package io.deopenchat.bridge.cli;

import io.deopenchat.archive.TranscriptBundle;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bundles of one account against the chain.
 *
 * @param told what holds, a line each
 * @param findings what does not; empty if everything does
 */
record TranscriptProof(List<String> told, List<String> findings) {
    TranscriptProof {
        told = List.copyOf(told);
        findings = List.copyOf(findings);
    }

    boolean holds() {
        return findings.isEmpty();
    }

    /** @param bundles not empty */
    static TranscriptProof of(List<TranscriptBundle> bundles, ChainConnection connection, long fromBlock) {
        List<String> told = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        TranscriptBundle first = bundles.getFirst();
        if (!isOf(connection, first)) {
            findings.add("the bundle is of contract " + first.domain().contract() + " on chain "
                    + first.domain().chainId() + ", asked was "
                    + connection.contract().address() + " on chain "
                    + connection.contract().domain().chainId());
            return new TranscriptProof(told, findings);
        }
        Confirmation end = first.before();
        for (TranscriptBundle bundle : bundles) {
            continuity(end, first, bundle).ifPresent(findings::add);
            end = bundle.after();
        }
        List<AccountEvent.Claimed> claims = connection
                .contract()
                .claimedRows(
                        first.provider(),
                        first.client(),
                        fromBlock,
                        connection.chain().headBlock());
        told.add("provider " + first.provider() + ", client " + first.client() + ": rounds "
                + (first.before().rounds() + 1) + " to " + end.rounds());
        beginning(first.before(), claims, told, findings);
        ending(end, claims, told, findings);
        return new TranscriptProof(told, findings);
    }

    private static boolean isOf(ChainConnection connection, TranscriptBundle bundle) {
        return bundle.domain().chainId() == connection.contract().domain().chainId()
                && bundle.domain().contract().equals(connection.contract().address());
    }

    private static Optional<String> continuity(Confirmation end, TranscriptBundle first, TranscriptBundle bundle) {
        boolean follows = bundle.before().equals(end)
                && bundle.client().equals(first.client())
                && bundle.domain().chainId() == first.domain().chainId()
                && bundle.domain().contract().equals(first.domain().contract());
        return follows
                ? Optional.empty()
                : Optional.of("a bundle begins at " + bundle.before() + " of client " + bundle.client()
                        + ", the one before it ended at " + end + " of client " + first.client());
    }

    private static void beginning(
            Confirmation before, List<AccountEvent.Claimed> claims, List<String> told, List<String> findings) {
        if (before.transcript().equals(Transcript.START)) {
            if (!before.equals(Confirmation.none(before.provider()))) {
                findings.add("it begins with the account, and not with nothing: " + before);
            }
            told.add("begins with the account");
        } else if (claims.stream().anyMatch(claim -> isOf(before, claim))) {
            told.add("begins at transcript " + before.transcript() + ", which was claimed");
        } else {
            findings.add("it begins at transcript " + before.transcript() + ", of which no claim tells");
        }
    }

    private static void ending(
            Confirmation end, List<AccountEvent.Claimed> claims, List<String> told, List<String> findings) {
        Optional<AccountEvent.Claimed> last = claims.stream()
                .filter(claim -> claim.transcript().equals(end.transcript()))
                .findFirst();
        if (last.isEmpty()) {
            findings.add("its receipts end at transcript " + end.transcript() + ", of which no claim tells");
        } else if (!isOf(end, last.get())) {
            findings.add("its receipts add up to " + end + ", the claim tells of " + last.get());
        } else {
            told.add("ends at transcript " + end.transcript() + ", which the client confirmed and transaction "
                    + last.get().origin().transaction() + " claimed: " + end.cumulativeCost() + " base units for "
                    + end.tokens() + " tokens in all, " + last.get().claimed() + " of them paid by then");
        }
    }

    /** An escrow that ran out pays less than was confirmed. */
    private static boolean isOf(Confirmation confirmed, AccountEvent.Claimed claim) {
        return claim.transcript().equals(confirmed.transcript())
                && claim.rounds() == confirmed.rounds()
                && claim.tokens() == confirmed.tokens()
                && !claim.claimed().isAbove(confirmed.cumulativeCost());
    }
}
