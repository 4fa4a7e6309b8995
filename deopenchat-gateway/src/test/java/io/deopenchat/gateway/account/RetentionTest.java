package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.SignedReceipt;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the ledger holds what clients asked and were told, and who can read it there. */
class RetentionTest {
    private static final Duration RETAIN = Duration.ofDays(7);

    private final ClientKey client = new ClientKey("client");
    private final Path directory;
    private TestBook book;

    RetentionTest(@TempDir Path directory) {
        this.directory = directory;
        book = TestBook.open(directory).knows(Escrow.of(client, 1_000));
    }

    @AfterEach
    void close() {
        book.close();
    }

    private Object stored(long sequence) {
        return book.accounts().find(client.address(), sequence).orElseThrow();
    }

    private int erased() {
        return book.ledger().eraseAnswersFrom(book.clock().instant().minus(RETAIN));
    }

    @Test
    void anAnswerIsErasedSomeTimeAfterItsConfirmation() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.clock().advance(RETAIN);
        assertThat(erased()).isZero();
        assertThat(stored(1)).isInstanceOf(StoredRound.Finished.class);

        book.clock().advance(Duration.ofSeconds(1));

        assertThat(erased()).isEqualTo(1);
        assertThat(erased()).isZero();
        assertThat(stored(1))
                .isEqualTo(new StoredRound.Erased(Wish.of(client, 1).terms().requestHash()));
        assertThat(book.info(client).newestConfirmation()).as("the money").isPresent();
    }

    @Test
    void ofWhatNobodyConfirmedTheAnswerGoesAndTheReceiptStays() {
        SignedReceipt receipt = book.bills(Wish.of(client, 1), 4);
        book.clock().advance(RETAIN);
        assertThat(erased()).isZero();
        book.clock().advance(Duration.ofSeconds(1));

        assertThat(erased()).isEqualTo(1);

        assertThat(stored(1)).isInstanceOf(StoredRound.Erased.class);
        assertThat(book.info(client).unconfirmed()).containsExactly(receipt);
        assertThat(book.ledger().keptAnswerBytes()).isZero();
        book = book.reopen().knows(Escrow.of(client, 1_000));
        book.confirms(client, receipt);
        assertThat(book.unconfirmed(client)).isZero();
    }

    @Test
    void theOldestAnswersMakeRoomForNewOnes() {
        book.bills(Wish.of(client, 1), 4);
        long each = book.ledger().keptAnswerBytes();
        book.close();
        book = TestBook.openWithin(directory, new StorageBounds(2 * each, 0)).knows(Escrow.of(client, 1_000));
        assertThat(book.ledger().keptAnswerBytes()).as("counted at start").isEqualTo(each);

        book.bills(Wish.of(client, 2), 4);
        book.clock().advance(Duration.ofSeconds(1));
        book.bills(Wish.of(client, 3), 4);

        assertThat(stored(1)).isInstanceOf(StoredRound.Erased.class);
        assertThat(stored(2)).isInstanceOf(StoredRound.Finished.class);
        assertThat(stored(3)).isInstanceOf(StoredRound.Finished.class);
        assertThat(book.ledger().keptAnswerBytes()).isEqualTo(2 * each);
        assertThat(book.info(client).unconfirmed()).hasSize(3);
    }

    @Test
    void theDaemonErasesByItself() {
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.clock().advance(RETAIN.plusSeconds(1));
        Vertx vertx = Vertx.vertx();
        try (Retention retention = new Retention(vertx, book.ledger(), RETAIN, book.clock(), Duration.ofMillis(10))) {
            assertThat(retention).isNotNull();
            Eventually.holds("it is erased", () -> stored(1) instanceof StoredRound.Erased);
        } finally {
            Await.within(Duration.ofSeconds(20), vertx.close(), "closing");
        }
    }

    @Test
    void noAnswerIsInTheFileInClear() throws IOException {
        book.bills(Wish.of(client, 1), 4);
        book.close();

        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("answer 1");
            }
        }
        book = TestBook.open(directory).knows(Escrow.of(client, 1_000));
        assertThat(stored(1)).isInstanceOf(StoredRound.Finished.class);
    }

    @Test
    void answersOfEarlierVersionsAreSealedAtStart() throws IOException, SQLException {
        Wish wish = Wish.of(client, 1);
        book.bills(wish, 4);
        book.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + book.file());
                PreparedStatement clear = connection.prepareStatement("UPDATE round SET log = ?, sealed = NULL")) {
            clear.setBytes(1, "answer 1".getBytes(StandardCharsets.UTF_8));
            clear.executeUpdate();
        }

        book = TestBook.open(directory).knows(Escrow.of(client, 1_000));

        assertThat(stored(1))
                .isEqualTo(new StoredRound.Finished(wish.terms().requestHash(), TestBook.finished(wish.terms(), 4)));
        book.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + book.file());
                Statement left = connection.createStatement()) {
            assertThat(left.executeQuery("SELECT 1 FROM round WHERE log IS NOT NULL")
                            .next())
                    .isFalse();
        }
        book = TestBook.open(directory);
    }
}
