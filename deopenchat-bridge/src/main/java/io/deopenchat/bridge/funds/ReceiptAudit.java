package io.deopenchat.bridge.funds;

import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.ReceiptVerdict;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes again what a journal says was owed and signed: every receipt against the terms of its request, and every
 * confirmation from the one before it and the receipts that it covers. Nothing but the journal is asked.
 */
public final class ReceiptAudit {
    private final Domain domain;
    private final AccountId account;
    private final Verifier verifier;
    private final ReceiptCheck check;
    private final List<Address> operators;
    private final List<String> findings = new ArrayList<>();
    private final Map<Long, SignedReceipt> receipts = new HashMap<>();

    private ReceiptAudit(AccountId account, Verifier verifier, List<Address> operators) {
        this.account = account;
        this.domain = new Domain(account.chainId(), account.contract());
        this.verifier = verifier;
        this.check = new ReceiptCheck(domain, verifier, account.client());
        this.operators = operators;
    }

    /**
     * What was found out.
     *
     * @param receipts that are owed by the rules
     * @param disputed receipts that were never confirmed, and are not counted
     * @param total of the newest confirmation, in base units
     * @param findings what does not hold, in words; empty if everything does
     */
    public record Report(
            AccountId account, int receipts, int disputed, int confirmations, Wei total, List<String> findings) {

        public Report {
            findings = List.copyOf(findings);
        }
    }

    /** @param operators whose receipts hold as well, beside the one that each request named */
    public static Report of(Journal journal, Verifier verifier, List<Address> operators) {
        ReceiptAudit audit = new ReceiptAudit(journal.account(), verifier, operators);
        List<Round> rounds = journal.newest(Integer.MAX_VALUE);
        rounds.stream().filter(round -> round.state() != RoundState.DISPUTED).forEach(audit::checkRound);
        List<ConfirmedBatch> batches = journal.confirmations();
        Wei total = audit.checkConfirmations(batches);
        long disputed = rounds.stream()
                .filter(round -> round.state() == RoundState.DISPUTED)
                .count();
        return new Report(
                audit.account, audit.receipts.size(), Math.toIntExact(disputed), batches.size(), total, audit.findings);
    }

    private void checkRound(Round round) {
        if (!domain.digest(round.terms().request()).equals(round.terms().requestHash())) {
            findings.add("round " + round.sequence() + ": its request does not have the hash that was signed");
        }
        round.signedReceipt().ifPresent(receipt -> checkReceipt(round, receipt));
    }

    private void checkReceipt(Round round, SignedReceipt receipt) {
        receipts.put(round.sequence(), receipt);
        if (round.delivered() == null) {
            findings.add("round " + round.sequence() + ": nothing tells what was delivered for its receipt");
            return;
        }
        switch (check.verdict(round.terms(), round.delivered(), receipt, operators)) {
            case ReceiptVerdict.Owed _ -> {}
            case ReceiptVerdict.Disputed disputed ->
                findings.add("round " + round.sequence() + ": " + disputed.reason());
        }
    }

    /** @return the newest total */
    private Wei checkConfirmations(List<ConfirmedBatch> batches) {
        Confirmation last = Confirmation.none(account.provider());
        for (ConfirmedBatch batch : batches) {
            checkConfirmation(last, batch);
            last = batch.confirmation();
        }
        return last.cumulativeCost();
    }

    private void checkConfirmation(Confirmation last, ConfirmedBatch batch) {
        Confirmation signed = batch.confirmation();
        String name = "the confirmation of " + signed.rounds() + " rounds";
        if (!verifier.isSignedBy(
                account.client(), domain.digest(signed), batch.signed().signature())) {
            findings.add(name + ": it is not signed by client " + account.client());
        }
        if (batch.sequences().isEmpty()) {
            return;
        }
        Optional<Confirmation> expected = continued(last, batch.sequences());
        if (expected.isEmpty()) {
            findings.add(name + ": it covers rounds without a receipt that is owed: " + batch.sequences());
        } else if (!expected.get().equals(signed)) {
            findings.add(name + ": expected " + expected.get() + ", got " + signed);
        }
    }

    private Optional<Confirmation> continued(Confirmation last, List<Long> sequences) {
        Confirmation confirmation = last;
        for (long sequence : sequences) {
            SignedReceipt receipt = receipts.get(sequence);
            if (receipt == null) {
                return Optional.empty();
            }
            confirmation = confirmation.and(receipt.receipt(), domain.digest(receipt.receipt()));
        }
        return Optional.of(confirmation);
    }
}
