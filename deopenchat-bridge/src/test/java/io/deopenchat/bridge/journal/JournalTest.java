package io.deopenchat.bridge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.StorageFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final Delivered DELIVERED = new Delivered(Hash.keccak256("log"), 42);

    private final Path file;
    private Journal journal;

    JournalTest(@TempDir Path directory) {
        this.file = Parties.ACCOUNT.fileIn(directory);
        this.journal = open();
    }

    private Journal open() {
        return Journal.open(file, Parties.ACCOUNT, failure -> {});
    }

    private void reopen() {
        journal.close();
        journal = open();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static RoundTerms terms(long sequence) {
        InferenceCall call = InferenceCall.parse(
                InferenceEndpoint.CHAT_COMPLETIONS, RunningBridge.chat(true).getBytes(StandardCharsets.UTF_8));
        InferenceRequest request = new InferenceRequest(
                Parties.PROVIDER,
                sequence,
                Hash.keccak256("content"),
                ModelId.of(Parties.MODEL),
                Parties.PRICES,
                Wei.of(1_000),
                Wei.of(2_000),
                1_700_000_000);
        return new RoundTerms(
                request, Parties.DOMAIN.digest(request), call, Parties.LIMITS, Parties.OPERATOR.address());
    }

    private static SignedReceipt receipt(long sequence) {
        Receipt receipt = new Receipt(
                Parties.CLIENT.address(),
                sequence,
                Bytes32.ZERO,
                DELIVERED.hash(),
                new Usage(7, 3),
                Wei.of(23),
                RoundStatus.COMPLETE);
        return new SignedReceipt(receipt, Parties.OPERATOR.sign(Parties.DOMAIN, receipt));
    }

    private static ConfirmedBatch batch(long total, List<Long> sequences) {
        Confirmation confirmation =
                new Confirmation(Parties.PROVIDER, Wei.of(total), sequences.size(), 10, Bytes32.ZERO);
        return new ConfirmedBatch(
                new SignedConfirmation(confirmation, Parties.CLIENT.sign(Parties.DOMAIN, confirmation)), sequences);
    }

    @Test
    void remembersNothingAtFirst() {
        Memory memory = journal.remember();
        assertThat(memory.highestSequence()).isZero();
        assertThat(memory.acknowledged()).isNull();
        assertThat(memory.pending()).isNull();
        assertThat(memory.intended()).isEmpty();
    }

    @Test
    void remembersAnIntendedRoundWithAllItsTerms() {
        journal.intend(terms(7), "editor", NOW).join();
        reopen();

        Memory memory = journal.remember();

        assertThat(memory.highestSequence()).isEqualTo(7);
        assertThat(memory.intended())
                .containsExactly(new Round(terms(7), RoundState.INTENDED, NOW, null, null, null, null, null));
    }

    @Test
    void remembersReceiptsInTheOrderInWhichTheyCame() {
        for (long sequence : new long[] {1, 2, 3}) {
            journal.intend(terms(sequence), "editor", NOW).join();
        }
        journal.receive(3, receipt(3), DELIVERED, 1).join();
        journal.receive(1, receipt(1), DELIVERED, 2).join();
        reopen();

        Memory memory = journal.remember();

        assertThat(memory.received()).extracting(Round::sequence).containsExactly(3L, 1L);
        assertThat(memory.received().getFirst().signedReceipt()).contains(receipt(3));
        assertThat(memory.received().getFirst().delivered()).isEqualTo(DELIVERED);
        assertThat(memory.highestPosition()).isEqualTo(2);
        assertThat(memory.intended()).extracting(Round::sequence).containsExactly(2L);
    }

    @Test
    void remembersAConfirmationThatWasSignedAndNotAcknowledged() {
        journal.intend(terms(1), "editor", NOW).join();
        journal.receive(1, receipt(1), DELIVERED, 1).join();
        journal.sign(batch(23, List.of(1L))).join();
        reopen();
        assertThat(journal.remember().pending()).isEqualTo(batch(23, List.of(1L)));
        assertThat(journal.remember().received()).hasSize(1);

        journal.acknowledge(batch(23, List.of(1L))).join();
        reopen();

        assertThat(journal.remember().pending()).isNull();
        assertThat(journal.remember().acknowledged()).isEqualTo(batch(23, List.of(1L)));
        assertThat(journal.remember().received()).isEmpty();
        assertThat(journal.find(1).orElseThrow().state()).isEqualTo(RoundState.CONFIRMED);
    }

    /** It is asked for after every few rounds of an account that may have had millions. */
    @Test
    void findsThePendingConfirmationWithoutLookingAtAllOthers() {
        journal.close();
        try (Database database = Database.openReadOnly(file, Journal.SCHEMA)) {
            List<String> plan = database.read(session ->
                    session.query("EXPLAIN QUERY PLAN " + Journal.ACKNOWLEDGE_PENDING, row -> row.getString("detail")));

            assertThat(plan).containsExactly("SCAN confirmations USING INDEX confirmations_pending");
        }
    }

    @Test
    void keepsTheEvidenceOfADispute() {
        journal.intend(terms(1), "editor", NOW).join();
        journal.dispute(1, receipt(1), DELIVERED, "cost of the receipt").join();
        reopen();

        Round disputed = journal.remember().disputed().getFirst();

        assertThat(disputed.reason()).isEqualTo("cost of the receipt");
        assertThat(disputed.toJson().get("receivedHash").asText())
                .isEqualTo(DELIVERED.hash().toString());
        assertThat(disputed.toJson().get("signature").asText())
                .isEqualTo(receipt(1).signature().toString());
    }

    @Test
    void neverTurnsAConfirmedRoundIntoAnythingElse() {
        journal.intend(terms(1), "editor", NOW).join();
        journal.receive(1, receipt(1), DELIVERED, 1).join();
        journal.sign(batch(23, List.of(1L))).join();
        journal.acknowledge(batch(23, List.of(1L))).join();

        journal.voidRound(1, "late").join();
        journal.dispute(1, receipt(1), DELIVERED, "late").join();

        assertThat(journal.find(1).orElseThrow().state()).isEqualTo(RoundState.CONFIRMED);
    }

    @Test
    void refusesToIntendASequenceAgainUnlessItIsVoid() {
        journal.intend(terms(1), "editor", NOW).join();
        journal.voidRound(1, "refused").join();
        journal.intend(terms(1), "editor", NOW).join();

        assertThatThrownBy(() -> journal.intend(terms(1), "editor", NOW).join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("sequence 1 was signed before");
    }

    @Test
    void adoptsAConfirmationInPlaceOfAPendingOne() {
        for (long sequence : new long[] {1, 2}) {
            journal.intend(terms(sequence), "editor", NOW).join();
        }
        journal.receive(1, receipt(1), DELIVERED, 1).join();
        journal.sign(batch(23, List.of(1L))).join();

        journal.adopt(batch(500, List.of()).signed(), List.of(1L), List.of(2L), "older")
                .join();
        reopen();

        Memory memory = journal.remember();
        assertThat(memory.pending()).isNull();
        assertThat(memory.acknowledged()).isEqualTo(batch(500, List.of()));
        assertThat(journal.find(1).orElseThrow().state()).isEqualTo(RoundState.CONFIRMED);
        assertThat(journal.find(2).orElseThrow().reason()).isEqualTo("older");
    }

    @Test
    void givesOutTheNewestRoundsOldestFirst() {
        for (long sequence = 1; sequence <= 5; sequence++) {
            journal.intend(terms(sequence), "editor", NOW).join();
        }
        try (Journal reader = Journal.openReadOnly(file)) {
            assertThat(reader.newest(2)).extracting(Round::sequence).containsExactly(4L, 5L);
        }
    }

    @Test
    void refusesTheJournalOfAnotherAccount() {
        journal.close();
        AccountId other =
                new AccountId(1, Parties.ACCOUNT.contract(), Parties.ACCOUNT.provider(), Parties.ACCOUNT.client());
        assertThatThrownBy(() -> Journal.open(file, other, failure -> {}))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("is the journal of");
    }

    @Test
    void refusesToBeWrittenByTwo() {
        assertThatThrownBy(this::open).isInstanceOf(StorageFailure.class).hasMessageContaining("in use");
    }
}
