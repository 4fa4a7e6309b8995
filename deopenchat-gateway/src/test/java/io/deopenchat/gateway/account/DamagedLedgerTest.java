package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that lies: a start has everything, or refuses and says what to do; no wrong answer is ever read. */
class DamagedLedgerTest {
    private static final long SEED = 20_261_122;
    private static final int PLACES = 200;
    private static final long ROUNDS = 120;

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");

    /** What clients were told, and may rely on. */
    private record Told(AccountInfo info, List<Long> used) {}

    private Path written(Path directory) {
        try (TestBook book = TestBook.open(directory)) {
            for (ClientKey who : List.of(client, sibling)) {
                book.knows(Escrow.of(who, 1_000_000));
                List<SignedReceipt> some = new ArrayList<>();
                for (long sequence = 1; sequence <= ROUNDS; sequence++) {
                    SignedReceipt receipt = book.bills(Wish.of(who, sequence), sequence);
                    if (sequence % 3 != 0) {
                        some.add(receipt);
                    }
                }
                book.confirms(who, some.toArray(SignedReceipt[]::new));
                book.accounts().claimed(who.address(), Wei.of(17));
            }
            return book.file();
        }
    }

    private Told told(TestBook book, ClientKey who) {
        List<Long> used = LongStream.rangeClosed(ROUNDS - TestBook.WINDOW, ROUNDS + TestBook.WINDOW)
                .filter(sequence -> !(book.admit(Wish.of(who, sequence)) instanceof Admission.Admitted))
                .boxed()
                .toList();
        return new Told(book.info(who), used);
    }

    /** Admitting changes the account, so what is told is taken before. */
    private List<Told> told(Path directory) {
        try (TestBook book = TestBook.open(directory)) {
            List<Told> all = new ArrayList<>();
            for (ClientKey who : List.of(client, sibling)) {
                book.knows(Escrow.of(who, 1_000_000));
                AccountInfo before = book.info(who);
                all.add(new Told(before, told(book, who).used()));
            }
            return all;
        }
    }

    private static Path copied(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(each -> !each.toString().endsWith(".lock")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to.resolve(Ledger.FILE);
    }

    /** Starts, or refuses with the way out; then reads every round. */
    private boolean isNoticedOrHarmless(Path directory, List<Told> expected, String what) {
        try {
            assertThat(told(directory)).as(what).isEqualTo(expected);
            readsNothingWrong(directory, what);
            return false;
        } catch (StorageFailure refused) {
            assertThat(refused).as(what).hasMessageContaining("restore --from");
            return true;
        }
    }

    private void readsNothingWrong(Path directory, String what) {
        try (TestBook book = TestBook.open(directory)) {
            for (long sequence = 1; sequence <= ROUNDS; sequence++) {
                Wish wish = Wish.of(client, sequence);
                Optional<StoredRound> round = read(book, sequence);
                if (round.isPresent() && round.get() instanceof StoredRound.Finished finished) {
                    assertThat(finished.round())
                            .as("%s: round %d", what, sequence)
                            .isEqualTo(TestBook.finished(wish.terms(), sequence));
                }
            }
        }
    }

    private Optional<StoredRound> read(TestBook book, long sequence) {
        try {
            return book.ledger().round(client.address(), sequence);
        } catch (StorageFailure noticed) {
            return Optional.empty();
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    @Test
    void aFlippedByteIsNoticedOrHarmless(@TempDir Path directory) throws IOException {
        Path original = written(directory.resolve("original"));
        List<Told> expected = told(folder(copied(folder(original), directory.resolve("expected"))));
        Random random = new Random(SEED);
        byte[] bytes = Files.readAllBytes(original);
        int refused = 0;
        for (int place = 0; place < PLACES; place++) {
            Path copy = directory.resolve("flip" + place);
            Path file = copied(folder(original), copy);
            int at = random.nextInt(bytes.length);
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, changed);
            refused += isNoticedOrHarmless(copy, expected, "byte " + at + " of seed " + SEED) ? 1 : 0;
        }
        assertThat(refused).as("refused starts").isPositive();
    }

    @Test
    void aFileThatWasCutIsRefused(@TempDir Path directory) throws IOException {
        Path original = written(directory.resolve("original"));
        List<Told> expected = told(folder(copied(folder(original), directory.resolve("expected"))));
        Random random = new Random(SEED);
        for (int place = 0; place < 40; place++) {
            Path copy = directory.resolve("cut" + place);
            Path file = copied(folder(original), copy);
            long at = 1L + random.nextInt((int) Files.size(file) - 1);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(at);
            }
            isNoticedOrHarmless(copy, expected, "cut at " + at + " of seed " + SEED);
        }
    }

    /** What is behind the tear was not synced whole; everything that was told before its last whole commit is there. */
    @Test
    void aTornLogLosesNothingThatWasSyncedBeforeTheTear(@TempDir Path directory) throws IOException {
        Path killed = directory.resolve("killed");
        List<Long> syncedTo = new ArrayList<>();
        Path log;
        try (TestBook book = TestBook.open(directory.resolve("live"))) {
            book.knows(Escrow.of(client, 1_000_000));
            log = book.file().resolveSibling(Ledger.FILE + "-wal");
            for (long sequence = 1; sequence <= 30; sequence++) {
                book.bills(Wish.of(client, sequence), 1);
                syncedTo.add(Files.size(log));
            }
            copied(folder(book.file()), killed);
        }
        Random random = new Random(SEED);
        long length = Files.size(killed.resolve(log.getFileName()));
        for (int place = 0; place < 40; place++) {
            Path torn = directory.resolve("torn" + place);
            copied(killed, torn);
            Files.deleteIfExists(torn.resolve(Ledger.FILE + "-shm"));
            long at = 1L + random.nextInt((int) length - 1);
            tear(torn.resolve(log.getFileName()), at, random);
            long synced = syncedTo.stream().filter(end -> end <= at).count();
            keepsAtLeast(torn, synced, "torn at " + at + " of seed " + SEED);
        }
    }

    /** The file has its length, and noise from {@code at} on. */
    private static void tear(Path log, long at, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        byte[] noise = new byte[bytes.length - (int) at];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, (int) at, noise.length);
        Files.write(log, bytes);
    }

    private void keepsAtLeast(Path directory, long rounds, String what) {
        try (TestBook book = TestBook.open(directory)) {
            book.knows(Escrow.of(client, 1_000_000));
            assertThat(book.unconfirmed(client)).as(what).isGreaterThanOrEqualTo(rounds);
        } catch (StorageFailure refused) {
            assertThat(refused).as(what).hasMessageContaining("restore --from");
        }
    }

    @Test
    void aFlippedDigitOfAConfirmationIsRefusedBeforeItCouldBeClaimed(@TempDir Path directory) {
        Path file = written(directory);
        try (Database database = Database.open(file, LedgerSchema.SCHEMA, failure -> {})) {
            database.write(session -> session.update("UPDATE account SET confirmed = '1' || confirmed"));
        }

        assertThatThrownBy(() -> TestBook.open(directory)).hasMessageContaining("restore --from");
    }

    @Test
    void aLedgerThatIsGoneIsNotTakenForANewOne(@TempDir Path directory) throws IOException {
        Path file = written(directory);
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> TestBook.open(directory)).hasMessageContaining("restore --from");

        Files.delete(file);
        assertThatThrownBy(() -> TestBook.open(directory)).hasMessageContaining("restore --from");
    }
}
