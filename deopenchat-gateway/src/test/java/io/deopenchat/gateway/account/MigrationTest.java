package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Schema;
import io.deopenchat.storage.Session;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger of version 3, which had no checksums and knew used sequences by their rounds alone. */
class MigrationTest {
    private static final Schema VERSION_3 = new Schema(
            LedgerSchema.SCHEMA.kind(), LedgerSchema.SCHEMA.migrations().subList(0, 3));
    private static final Instant THEN = Instant.ofEpochSecond(1_700_000_000);

    private final ClientKey client = new ClientKey("client");
    private final SignedReceipt confirmed = receipt(1, 4);
    private final SignedReceipt open = receipt(2, 6);
    private final ConfirmationCall call = client.confirms(Confirmation.none(Parties.PROVIDER), List.of(confirmed));

    private SignedReceipt receipt(long sequence, long cost) {
        return TestBook.finished(Wish.of(client, sequence).terms(), cost).receipt();
    }

    private void writesVersion3(Path directory) {
        try (Database database = Database.open(directory.resolve(Ledger.FILE), VERSION_3, failure -> {})) {
            database.write(session -> {
                session.update(
                        "INSERT INTO deployment (chain_id, contract, provider) VALUES (?, ?, ?)",
                        Parties.DOMAIN.chainId(),
                        Parties.DOMAIN.contract(),
                        Parties.PROVIDER);
                insertAccount(session);
                insertRound(session, confirmed, "confirmed");
                insertRound(session, open, "completed");
            });
        }
    }

    private void insertAccount(Session session) {
        Confirmation signed = call.signed().confirmation();
        session.update(
                "INSERT INTO account (client, highest_authorized, confirmed, confirmed_rounds, confirmed_tokens, transcript,"
                        + " confirmation_signature, unclaimed_tokens) VALUES (?, '100', ?, ?, ?, ?, ?, 10)",
                client.address(),
                signed.cumulativeCost(),
                signed.rounds(),
                signed.tokens(),
                signed.transcript(),
                call.signed().signature());
    }

    private void insertRound(Session session, SignedReceipt signed, String state) {
        var receipt = signed.receipt();
        Terms terms = Wish.of(client, receipt.sequence()).terms();
        session.update(
                "INSERT INTO round (client, sequence, request_hash, state, model, request, request_signature, admitted_at,"
                        + " finished_at, response_hash, prompt_tokens, completion_tokens, usage_source, cost, status,"
                        + " receipt_signature, content_type, stream, log)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'backend_final', ?, 0, ?, 'application/json', 0, ?)",
                client.address(),
                receipt.sequence(),
                receipt.requestHash(),
                state,
                terms.call().model(),
                terms.signed().header(),
                terms.signed().signature(),
                THEN.getEpochSecond(),
                THEN.getEpochSecond(),
                receipt.responseHash(),
                receipt.usage().promptTokens(),
                receipt.usage().completionTokens(),
                receipt.cost(),
                signed.signature(),
                TestBook.finished(terms, 0).log().getBytes());
    }

    @Test
    void isServedAsItWasAndHasChecksumsFromThenOn(@TempDir Path directory) {
        writesVersion3(directory);
        for (int start = 1; start <= 2; start++) {
            try (TestBook book = TestBook.open(directory).knows(Escrow.of(client, 1_000_000))) {
                assertThat(book.held(client)).isEqualTo(call.signed().confirmation());
                assertThat(book.info(client).unconfirmed()).containsExactly(open);
                assertThat(book.info(client).nextSequence()).isEqualTo(3);
                book.refuses(ErrorCode.SEQUENCE_USED, Wish.of(client, 1));
                assertThat(book.accounts().find(client.address(), 2))
                        .get()
                        .isEqualTo(new StoredRound.Finished(
                                open.receipt().requestHash(),
                                TestBook.finished(Wish.of(client, 2).terms(), 6)));
            }
        }
        try (TestBook book = TestBook.open(directory).knows(Escrow.of(client, 1_000_000))) {
            book.confirms(client, open);
            book.admits(Wish.of(client, 3));
        }
    }
}
