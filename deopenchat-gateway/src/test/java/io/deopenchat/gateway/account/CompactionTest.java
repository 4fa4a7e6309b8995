package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedReceipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of rounds that nothing can happen to any more. */
class CompactionTest {
    private static final Duration RETAIN = Duration.ofDays(7);

    private final ClientKey client = new ClientKey("client");
    private final Path directory;
    private TestBook book;

    CompactionTest(@TempDir Path directory) {
        this.directory = directory;
        book = TestBook.open(directory).knows(Escrow.of(client, 1_000_000));
    }

    @AfterEach
    void close() {
        book.close();
    }

    private int compacted() {
        var then = book.clock().instant().minus(RETAIN);
        int all = 0;
        while (book.ledger().eraseAnswersFrom(then) > 0) {
            // in steps
        }
        for (int some = 1; some > 0; all += some) {
            some = book.ledger().compactRoundsFinalBefore(then);
        }
        return all;
    }

    private void claims(long total) {
        book.accounts().claimed(client.address(), Wei.of(total));
    }

    private void afterAWhile() {
        book.clock().advance(RETAIN.plusSeconds(1));
    }

    private void isForgotten(long sequence) {
        assertThat(book.accounts().find(client.address(), sequence)).isEmpty();
    }

    private void isKept(long sequence) {
        assertThat(book.accounts().find(client.address(), sequence)).isPresent();
    }

    @Test
    void aRoundIsForgottenOnceItIsConfirmedClaimedAndOld() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        afterAWhile();
        assertThat(compacted()).as("not claimed").isZero();
        isKept(1);

        claims(4);

        assertThat(compacted()).isEqualTo(1);
        isForgotten(1);
        assertThat(book.held(client).cumulativeCost()).isEqualTo(Wei.of(4));
    }

    @Test
    void aYoungRoundStays() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        claims(4);
        book.clock().advance(RETAIN);

        assertThat(compacted()).isZero();
        isKept(1);
    }

    @Test
    void aRoundStaysWhileItsConfirmationIsWorthMoreThanWasClaimed() {
        SignedReceipt first = book.bills(Wish.of(client, 1), 9);
        book.confirms(client, first);
        book.confirms(client, book.bills(Wish.of(client, 2), 2));
        claims(10);
        afterAWhile();

        assertThat(compacted()).isEqualTo(1);
        isForgotten(1);
        isKept(2);
    }

    @Test
    void whatNobodyConfirmedStaysForEver() {
        book.bills(Wish.of(client, 1), 4);
        book.admits(Wish.of(client, 2));
        claims(1_000);
        afterAWhile();

        assertThat(compacted()).isZero();
        isKept(1);
        isKept(2);
    }

    @Test
    void aVoidRoundIsForgottenToo() {
        Wish wish = Wish.of(client, 1);
        book.admits(wish);
        book.voids(wish);
        afterAWhile();

        assertThat(compacted()).isEqualTo(1);
        isForgotten(1);
    }

    @Test
    void theSequenceOfAForgottenRoundIsNeverServedAgain() {
        Wish wasVoid = Wish.of(client, 2);
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.admits(wasVoid);
        book.voids(wasVoid);
        claims(4);
        afterAWhile();
        assertThat(compacted()).isEqualTo(2);

        for (int start = 0; start < 2; start++) {
            book.refuses(ErrorCode.SEQUENCE_USED, Wish.of(client, 1));
            book.refuses(ErrorCode.SEQUENCE_USED, wasVoid);
            assertThat(book.info(client).nextSequence()).isEqualTo(3);
            book = book.reopen().knows(Escrow.of(client, 1_000_000).claimed(4));
        }
        book.admits(Wish.of(client, 3));
    }

    @Test
    void sequencesBelowTheWindowAreRefusedAfterARestart() {
        for (long sequence = 1; sequence <= 3L * TestBook.WINDOW; sequence++) {
            book.confirms(client, book.bills(Wish.of(client, sequence), 1));
        }
        claims(3L * TestBook.WINDOW);
        afterAWhile();
        assertThat(compacted()).isEqualTo(3 * TestBook.WINDOW);

        book = book.reopen().knows(Escrow.of(client, 1_000_000).claimed(3L * TestBook.WINDOW));

        for (long sequence = 1; sequence <= 3L * TestBook.WINDOW; sequence++) {
            boolean inWindow = sequence >= 2L * TestBook.WINDOW;
            book.refuses(
                    inWindow ? ErrorCode.SEQUENCE_USED : ErrorCode.SEQUENCE_OUT_OF_WINDOW, Wish.of(client, sequence));
        }
    }

    @Test
    void theAccountIsWhatItWas() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4), book.bills(Wish.of(client, 2), 3));
        book.bills(Wish.of(client, 3), 5);
        claims(7);
        afterAWhile();
        AccountInfo before = book.info(client);
        assertThat(compacted()).isEqualTo(2);

        assertThat(book.info(client)).isEqualTo(before);
        book = book.reopen().knows(Escrow.of(client, 1_000_000));
        assertThat(book.info(client)).isEqualTo(before);
    }

    @Test
    void whatIsForgottenIsAddedUp() {
        Wish wasVoid = Wish.of(client, 3);
        book.confirms(client, book.bills(Wish.of(client, 1), 4), book.bills(Wish.of(client, 2), 3));
        book.admits(wasVoid);
        book.voids(wasVoid);
        claims(7);
        book.clock().advance(Duration.ofDays(1));
        book.confirms(client, book.bills(Wish.of(client, 4), 2));
        claims(9);
        afterAWhile();
        compacted();

        try (LedgerView view = LedgerView.open(directory)) {
            assertThat(view.rounds(Optional.empty(), 10)).isEmpty();
            List<RoundTotals> totals = view.totals(Optional.of(client.address()));
            assertThat(totals)
                    .extracting(RoundTotals::rounds, RoundTotals::voids, RoundTotals::cost)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(1L, 0L, Wei.of(2)),
                            org.assertj.core.groups.Tuple.tuple(2L, 1L, Wei.of(7)));
            assertThat(totals.getLast().usage().promptTokens()).isEqualTo(2 * TestBook.USAGE.promptTokens());
        }
    }

    @Test
    void aListOfRoundsTellsWhichAreClaimed() {
        book.confirms(client, book.bills(Wish.of(client, 1), 9));
        book.confirms(client, book.bills(Wish.of(client, 2), 2));
        claims(9);

        book.close();
        try (LedgerView view = LedgerView.open(directory)) {
            assertThat(view.rounds(Optional.of(client.address()), 10))
                    .extracting(RoundSummary::state)
                    .containsExactly(RoundState.CONFIRMED, RoundState.CLAIMED);
        }
        book = TestBook.open(directory);
    }

    @Test
    void theFileShrinksAgain() throws IOException {
        List<SignedReceipt> receipts = new ArrayList<>();
        for (long sequence = 1; sequence <= 1_000; sequence++) {
            receipts.add(book.bills(Wish.of(client, sequence), 1));
        }
        book.confirms(client, receipts.toArray(SignedReceipt[]::new));
        book = book.reopen().knows(Escrow.of(client, 1_000_000));
        long full = Files.size(book.file());
        claims(1_000);
        afterAWhile();
        assertThat(compacted()).isEqualTo(1_000);
        compacted();

        book = book.reopen().knows(Escrow.of(client, 1_000_000));

        assertThat(Files.size(book.file())).isLessThan(full / 4);
    }
}
