package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a confirmation whose signature was checked. Bills are 3, 5 and 7 base units. */
class ConfirmationTest {
    private static final Bytes32 ELSEWHERE = Hash.keccak256("another transcript");

    private final ClientKey client = new ClientKey("client");
    private final TestBook book;
    private SignedReceipt three;
    private SignedReceipt five;
    private SignedReceipt seven;

    ConfirmationTest(@TempDir Path directory) {
        book = TestBook.open(directory).knows(Escrow.of(client, 1_000));
        three = book.bills(Wish.of(client, 1), 3);
        five = book.bills(Wish.of(client, 2), 5);
        seven = book.bills(Wish.of(client, 3), 7);
    }

    @BeforeEach
    void allIsUnconfirmed() {
        assertThat(book.unconfirmed(client)).isEqualTo(15);
    }

    @AfterEach
    void close() {
        book.close();
    }

    private ConfirmationCall higher(long total, Long... sequences) {
        Confirmation held = book.held(client);
        return client.calls(
                new Confirmation(Parties.PROVIDER, Wei.of(total), held.rounds() + 1, held.tokens() + 1, ELSEWHERE),
                List.of(sequences));
    }

    @Test
    void ofNobodyIsRefused() {
        ClientKey stranger = new ClientKey("stranger");

        ConfirmationOutcome outcome =
                book.accounts().confirm(stranger.confirms(Confirmation.none(Parties.PROVIDER), List.of()));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ConfirmationOutcome.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.UNKNOWN_ACCOUNT));
    }

    /** A client takes the answer for a promise, and gives up what it would send again. */
    @Test
    void thatIsRepeatedIsAcknowledgedNoSoonerThanItIsOnDisk() throws SQLException {
        ConfirmationCall call = client.confirms(book.held(client), List.of(three));
        CompletableFuture<Void> first;
        CompletableFuture<Void> repeated;
        try (Connection busy = DriverManager.getConnection("jdbc:sqlite:" + book.file());
                Statement statement = busy.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            first = stored(call);
            repeated = stored(call);

            assertThat(first).isNotDone();
            assertThat(repeated).isNotDone();
            statement.execute("ROLLBACK");
        }
        first.join();
        repeated.join();
    }

    private CompletableFuture<Void> stored(ConfirmationCall call) {
        ConfirmationOutcome outcome = book.accounts().confirm(call);
        assertThat(outcome).isInstanceOf(ConfirmationOutcome.Stored.class);
        return ((ConfirmationOutcome.Stored) outcome).durable();
    }

    @Test
    void aHigherTotalThatDoesNotPayForItsRoundsIsStoredAndTheRoundsStayOpen() {
        ConfirmationCall call = higher(7, 1L, 2L);

        ProtocolError error = book.mismatches(call);

        assertThat(book.held(client)).isEqualTo(call.signed().confirmation());
        assertThat(book.unconfirmedSequences(client)).containsExactly(1L, 2L, 3L);
        assertThat(Objects.requireNonNull(error.details()).path("confirmation"))
                .isEqualTo(call.signed().toJson());
        assertThat(error.details().path("unconfirmed")).containsExactly(three.toJson(), five.toJson(), seven.toJson());
        assertThat(error.message()).contains("was stored").contains("0 rounds").contains("0 base units");
    }

    @Test
    void aHigherTotalThatPaysForItsRoundsSettlesThemWhateverItsTranscript() {
        ConfirmationCall call = higher(8, 1L, 2L);

        ProtocolError error = book.mismatches(call);

        assertThat(book.held(client)).isEqualTo(call.signed().confirmation());
        assertThat(book.unconfirmedSequences(client)).containsExactly(3L);
        assertThat(book.unconfirmed(client)).isEqualTo(7);
        assertThat(Objects.requireNonNull(error.details()).path("unconfirmed")).containsExactly(seven.toJson());
    }

    @Test
    void theBoundaryOfPayingCountsWhatWasConfirmedBefore() {
        book.confirms(client, three);

        book.mismatches(higher(3 + 5 + 7 - 1, 2L, 3L));
        assertThat(book.unconfirmedSequences(client)).containsExactly(2L, 3L);
        book.mismatches(higher(14 + 5 + 7, 2L, 3L));
        assertThat(book.unconfirmedSequences(client)).isEmpty();
    }

    @Test
    void unknownRoundsMakeAMismatchAndTheKnownOnesArePaid() {
        ConfirmationCall call = higher(3, 1L, 99L);

        book.mismatches(call);

        assertThat(book.held(client)).isEqualTo(call.signed().confirmation());
        assertThat(book.unconfirmedSequences(client)).containsExactly(2L, 3L);
    }

    @Test
    void aRoundInFlightAVoidOneAndAConfirmedOneAreNotCoveredAgain() {
        book.confirms(client, three);
        book.admits(Wish.of(client, 4));
        book.admits(Wish.of(client, 5));
        book.voids(Wish.of(client, 5));

        book.mismatches(higher(100, 1L, 4L, 5L));

        assertThat(book.unconfirmedSequences(client)).containsExactly(2L, 3L);
        assertThat(book.reserved(client)).isEqualTo(10);
    }

    @Test
    void theRightReceiptsInAnotherOrderAreAMismatchThatPays() {
        ConfirmationCall call = client.confirms(Confirmation.none(Parties.PROVIDER), List.of(five, three));
        ConfirmationCall swapped = new ConfirmationCall(client.address(), call.signed(), List.of(1L, 2L));

        book.mismatches(swapped);

        assertThat(book.held(client)).isEqualTo(call.signed().confirmation());
        assertThat(book.unconfirmedSequences(client)).containsExactly(3L);
    }

    @Test
    void alsoAfterAMismatchTheClientGoesOnFromItsOwnNewest() {
        book.mismatches(higher(8, 1L, 2L));

        Confirmation next = book.confirms(client, seven);

        assertThat(next.cumulativeCost()).isEqualTo(Wei.of(15));
        assertThat(book.held(client)).isEqualTo(next);
        assertThat(book.unconfirmedSequences(client)).isEmpty();
    }

    @Test
    void aLowerTotalChangesNothingAndIsAnsweredWithTheNewest() {
        Confirmation newest = book.confirms(client, three, five);

        ConfirmationOutcome.Stored stored =
                book.stores(client.confirms(Confirmation.none(Parties.PROVIDER), List.of(three)));

        assertThat(stored.newest().orElseThrow().confirmation()).isEqualTo(newest);
        assertThat(book.held(client)).isEqualTo(newest);
        assertThat(book.unconfirmedSequences(client)).containsExactly(3L);
    }

    @Test
    void aLowerTotalDoesNotSettleTheRoundsThatItNames() {
        book.confirms(client, three, five);

        book.stores(higher(7, 3L));

        assertThat(book.unconfirmedSequences(client)).containsExactly(3L);
    }

    @Test
    void anEqualTotalIsARetry() {
        ConfirmationCall call = client.confirms(book.held(client), List.of(three, five));
        book.stores(call);

        ConfirmationOutcome.Stored again = book.stores(call);

        assertThat(again.newest()).contains(call.signed());
        assertThat(book.unconfirmedSequences(client)).containsExactly(3L);
    }

    @Test
    void anEqualTotalWithAnotherTranscriptChangesNothing() {
        Confirmation newest = book.confirms(client, three);

        ConfirmationOutcome.Stored stored = book.stores(higher(3, 2L));

        assertThat(stored.newest().orElseThrow().confirmation()).isEqualTo(newest);
        assertThat(book.unconfirmedSequences(client)).containsExactly(2L, 3L);
    }

    @Test
    void beforeTheFirstThereIsNothingToAnswerWith() {
        assertThat(book.stores(client.confirms(book.held(client), List.of())).newest())
                .isEmpty();
        assertThat(book.info(client).newestConfirmation()).isEmpty();
    }

    @Test
    void exactlyOneRoundIsConfirmed() {
        Confirmation confirmed = book.confirms(client, three);

        assertThat(confirmed.rounds()).isEqualTo(1);
        assertThat(confirmed.tokens()).isEqualTo(TestBook.USAGE.total());
        assertThat(book.held(client)).isEqualTo(confirmed);
        assertThat(book.unconfirmedSequences(client)).containsExactly(2L, 3L);
        assertThat(book.unconfirmed(client)).isEqualTo(12);
    }

    @Test
    void roundsAreConfirmedInTheOrderThatTheClientChose() {
        Confirmation confirmed = book.confirms(client, seven, three, five);

        assertThat(book.held(client)).isEqualTo(confirmed);
        assertThat(book.unconfirmed(client)).isZero();
    }

    @Test
    void whatFinishedMeanwhileGoesIntoTheNextOne() {
        book.confirms(client, three);
        SignedReceipt late = book.bills(Wish.of(client, 4), 1);

        Confirmation merged = book.confirms(client, late, five, seven);

        assertThat(merged.cumulativeCost()).isEqualTo(Wei.of(16));
        assertThat(merged.rounds()).isEqualTo(4);
        assertThat(book.held(client)).isEqualTo(merged);
        assertThat(book.unconfirmed(client)).isZero();
    }

    @Test
    void aRoundThatCostNothingIsConfirmedByItsCountAlone() {
        book.confirms(client, three, five, seven);
        SignedReceipt free = book.bills(Wish.of(client, 4), 0);

        Confirmation next = book.confirms(client, free);

        assertThat(next.cumulativeCost()).isEqualTo(Wei.of(15));
        assertThat(next.rounds()).isEqualTo(4);
        assertThat(book.held(client)).isEqualTo(next);
        assertThat(book.unconfirmedSequences(client)).isEmpty();
    }

    @Test
    void moreRoundsForTheSameMoneyAreNotBelieved() {
        Confirmation held = book.confirms(client, three);
        ConfirmationCall boast =
                client.calls(new Confirmation(Parties.PROVIDER, Wei.of(3), 1_000, 1_000, ELSEWHERE), List.of());

        book.stores(boast);

        assertThat(book.held(client)).isEqualTo(held);
    }

    @Test
    void absurdCountersAreStoredWithTheirMoneyAndBreakNothing() {
        ConfirmationCall absurd = client.calls(
                new Confirmation(Parties.PROVIDER, Wei.of(4), Long.MAX_VALUE, Long.MAX_VALUE, ELSEWHERE), List.of(1L));
        book.mismatches(absurd);
        assertThat(book.unconfirmedSequences(client)).containsExactly(2L, 3L);

        ConfirmationCall next = client.calls(
                new Confirmation(Parties.PROVIDER, Wei.of(9), Long.MAX_VALUE, Long.MAX_VALUE, ELSEWHERE), List.of(2L));
        book.mismatches(next);

        assertThat(book.held(client)).isEqualTo(next.signed().confirmation());
        assertThat(book.unconfirmedSequences(client)).containsExactly(3L);
    }

    @Test
    void theLargestTotalThereIsBreaksNothing() {
        ConfirmationCall all = client.calls(new Confirmation(Parties.PROVIDER, Wei.MAX, 1, 1, ELSEWHERE), List.of(1L));
        book.mismatches(all);

        assertThat(book.held(client).cumulativeCost()).isEqualTo(Wei.MAX);
        book.refuses(ErrorCode.AUTHORIZATION_TOO_LOW, Wish.of(client, 4).authorized(Wei.MAX));
        assertThat(book.accounts().release(client.address(), Parties.OPERATOR))
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Signed.class,
                        signed -> assertThat(signed.release().release().settledTotal())
                                .isEqualTo(Wei.MAX));
    }
}
