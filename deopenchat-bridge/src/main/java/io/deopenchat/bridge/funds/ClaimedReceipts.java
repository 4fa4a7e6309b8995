package io.deopenchat.bridge.funds;

import io.deopenchat.archive.TranscriptBundle;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The receipts of a journal that lead to the newest transcript of a set: to one that the chain knows, so that others can see that
 * they are those that were paid for. Rounds before a confirmation that was taken back from the gateway are not known here; a bundle begins
 * behind it.
 */
public final class ClaimedReceipts {
    private final Map<Long, SignedReceipt> receipts = new HashMap<>();
    private final List<SignedReceipt> since = new ArrayList<>();
    private Confirmation before;

    private ClaimedReceipts(Journal journal) {
        before = Confirmation.none(journal.account().provider());
        for (Round round : journal.newest(Integer.MAX_VALUE)) {
            round.signedReceipt().ifPresent(receipt -> receipts.put(round.sequence(), receipt));
        }
    }

    /**
     * @param claimed heads of the transcript that claims told
     * @param from head behind which it begins; empty for the first that is known
     * @return empty if none of the heads is known here, or none behind {@code from}
     */
    public static Optional<TranscriptBundle> of(Journal journal, Set<Bytes32> claimed, Optional<Bytes32> from) {
        ClaimedReceipts search = new ClaimedReceipts(journal);
        AccountId account = journal.account();
        Domain domain = new Domain(account.chainId(), account.contract());
        Optional<TranscriptBundle> newest = Optional.empty();
        for (ConfirmedBatch batch : journal.confirmations()) {
            search.add(batch);
            Bytes32 head = batch.confirmation().transcript();
            if (from.filter(head::equals).isPresent()) {
                search.beginBehind(batch.confirmation());
                newest = Optional.empty();
            } else if (claimed.contains(head) && !search.since.isEmpty()) {
                newest = Optional.of(new TranscriptBundle(domain, account.client(), search.before, search.since));
            }
        }
        return newest;
    }

    private void add(ConfirmedBatch batch) {
        if (batch.sequences().isEmpty()) {
            beginBehind(batch.confirmation());
        }
        for (long sequence : batch.sequences()) {
            SignedReceipt receipt = receipts.get(sequence);
            if (receipt == null) {
                throw new IllegalStateException("round " + sequence
                        + " was confirmed and its receipt is not in the journal; run receipts --verify");
            }
            since.add(receipt);
        }
    }

    private void beginBehind(Confirmation confirmation) {
        before = confirmation;
        since.clear();
    }
}
