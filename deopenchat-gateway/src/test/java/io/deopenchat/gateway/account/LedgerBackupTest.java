package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a ledger, and what a gateway knows that came back from one. */
class LedgerBackupTest {
    private static final long SEED = 20_261_124;
    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);

    private final ClientKey client = new ClientKey("client");
    private final ClientKey later = new ClientKey("later");
    private final LedgerBackup backup = new LedgerBackup(Parties.DOMAIN, Parties.PROVIDER);
    private final Path state;
    private final Path copy;
    private TestBook book;
    private int restores;

    LedgerBackupTest(@TempDir Path directory) {
        state = directory.resolve("state");
        copy = directory.resolve("copy.sqlite");
        book = TestBook.open(state).knows(Escrow.of(client, 1_000_000));
    }

    @AfterEach
    void close() {
        book.close();
    }

    /** The daemon stops, the copy comes back, the daemon starts. */
    private void comesBack(Escrow... accounts) {
        book.close();
        backup.restore(copy, state, NOW.plusSeconds(restores++));
        book = TestBook.open(state);
        for (Escrow account : accounts) {
            book.knows(account);
        }
    }

    @Test
    void aCopyHoldsWhatTheLedgerHolds() throws IOException {
        SignedReceipt first = book.bills(Wish.of(client, 1), 4);
        SignedReceipt second = book.bills(Wish.of(client, 2), 6);
        Confirmation confirmed = book.confirms(client, first);

        backup.write(state, copy, false);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1)).doesNotContain("answer 1");
        comesBack(Escrow.of(client, 1_000_000));
        assertThat(book.held(client)).isEqualTo(confirmed);
        assertThat(book.info(client).unconfirmed()).containsExactly(second);
        assertThat(book.accounts().find(client.address(), 1)).containsInstanceOf(StoredRound.Finished.class);
    }

    @Test
    void aFileThatIsThereIsNotReplacedUnasked() throws IOException {
        Files.writeString(copy, "something of mine");

        assertThatThrownBy(() -> backup.write(state, copy, false)).hasMessageContaining("--force");
        assertThat(copy).hasContent("something of mine");

        backup.write(state, copy, true);
        comesBack();
    }

    @Test
    void theLedgerOfAnotherDeploymentIsNeitherCopiedNorRestored() {
        LedgerBackup other = new LedgerBackup(new Domain(1, Parties.DOMAIN.contract()), Parties.PROVIDER);
        assertThatThrownBy(() -> other.write(state, copy, false))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("expected chain 1");
        assertThat(copy).doesNotExist();

        backup.write(state, copy, false);
        book.close();
        assertThatThrownBy(() -> other.restore(copy, state, NOW)).hasMessageContaining("expected chain 1");
        book = TestBook.open(state);
    }

    @Test
    void nothingIsRestoredUnderARunningDaemon() {
        backup.write(state, copy, false);

        assertThatThrownBy(() -> backup.restore(copy, state, NOW)).hasMessageContaining("in use by another process");
    }

    @Test
    void aDamagedCopyIsRefusedAndTheLedgerStays() throws IOException {
        Confirmation confirmed = book.confirms(client, book.bills(Wish.of(client, 1), 4));
        backup.write(state, copy, false);
        byte[] bytes = Files.readAllBytes(copy);
        Files.write(copy, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        book.close();

        assertThatThrownBy(() -> backup.restore(copy, state, NOW)).isInstanceOf(StorageFailure.class);

        book = TestBook.open(state).knows(Escrow.of(client, 1_000_000));
        assertThat(book.held(client)).isEqualTo(confirmed);
    }

    @Test
    void theReplacedLedgerIsKeptBesideIt() {
        backup.write(state, copy, false);
        book.close();

        assertThat(backup.restore(copy, state, NOW)).exists();
        book = TestBook.open(state);
    }

    @Test
    void whatWasServedAfterTheCopyIsNotServedAgain() {
        book.bills(Wish.of(client, 1), 4);
        backup.write(state, copy, false);
        Wish served = Wish.of(client, 2);
        book.bills(served, 4);
        book.knows(Escrow.of(later, 1_000));
        Wish servedToAnother = Wish.of(later, 1);
        book.bills(servedToAnother, 4);

        comesBack(Escrow.of(client, 1_000_000), Escrow.of(later, 1_000));

        book.refuses(ErrorCode.SEQUENCE_OUT_OF_WINDOW, served);
        book.refuses(ErrorCode.SEQUENCE_OUT_OF_WINDOW, servedToAnother);
        for (ClientKey each : List.of(client, later)) {
            long next = book.info(each).nextSequence();
            assertThat(next).isGreaterThan(Limits.SKIPPED_SEQUENCES);
            book.refuses(ErrorCode.SEQUENCE_USED, Wish.of(each, next - 1));
            book.admits(Wish.of(each, next));
        }
    }

    @Test
    void clientsFollowARestoredGatewayHoweverFarTheyHadCome() {
        ClientKey busy = new ClientKey("busy");
        book.knows(Escrow.of(busy, 1_000_000));
        book.bills(Wish.of(client, 1), 4);
        for (long sequence = TestBook.WINDOW; sequence <= 20 * TestBook.WINDOW; sequence += TestBook.WINDOW) {
            book.bills(Wish.of(busy, sequence), 4);
        }
        backup.write(state, copy, false);

        Escrow[] everybody = {Escrow.of(client, 1_000_000), Escrow.of(busy, 1_000_000), Escrow.of(later, 1_000)};
        comesBack(everybody);
        backup.write(state, copy, true);
        comesBack(everybody);

        followsFrom(2, client);
        followsFrom(20 * TestBook.WINDOW + 1, busy);
        followsFrom(1, later);
    }

    /** A client that would use {@code own} next takes the gateway's word for its next sequence, and is served. */
    private void followsFrom(long own, ClientKey who) {
        long next = book.info(who).nextSequence();
        assertThat(next - own).isPositive().isLessThanOrEqualTo(Limits.MAX_SEQUENCE_LEAD);
        book.admits(Wish.of(who, next));
    }

    @Test
    void whatWasConfirmedAfterTheCopyComesBackFromTheClient() {
        SignedReceipt open = book.bills(Wish.of(client, 1), 4);
        backup.write(state, copy, false);
        book.confirms(client, open);
        book.confirms(client, book.bills(Wish.of(client, 2), 6));
        var newest = book.info(client).newestConfirmation().orElseThrow();

        comesBack(Escrow.of(client, 1_000_000));
        assertThat(book.unconfirmed(client)).isEqualTo(4);

        book.mismatches(client.calls(newest.confirmation(), List.of()));
        assertThat(book.held(client).cumulativeCost()).isEqualTo(Wei.of(10));
        assertThat(book.unconfirmed(client)).as("paid by the total").isZero();
    }

    @Test
    void whatTheContractPaidAfterTheCopyPaysForNoRoundSinceThen() {
        comesBackHavingLostAConfirmationOverAThousand();
        SignedReceipt since = book.bills(Wish.of(client, book.info(client).nextSequence()), 900);

        book.mismatches(client.confirms(book.held(client), List.of(since)));

        assertThat(book.held(client).cumulativeCost()).isEqualTo(Wei.of(1_000));
        assertThat(book.unconfirmed(client))
                .as("signed for with money that is gone")
                .isEqualTo(900);
        assertThat(book.accounts().claimable()).isEmpty();

        book.confirms(client, since);
        assertThat(book.unconfirmed(client)).isZero();
        assertThat(book.accounts().claimable())
                .singleElement()
                .satisfies(claim -> assertThat(claim.owed()).isEqualTo(Wei.of(900)));
    }

    @Test
    void aTotalThatGoesOnFromTheLostConfirmationPays() {
        comesBackHavingLostAConfirmationOverAThousand();
        SignedReceipt since = book.bills(Wish.of(client, book.info(client).nextSequence()), 900);
        Confirmation lost = new Confirmation(Parties.PROVIDER, Wei.of(1_000), 2, 20, Hash.keccak256("lost"));

        book.mismatches(client.confirms(lost, List.of(since)));

        assertThat(book.held(client).cumulativeCost()).isEqualTo(Wei.of(1_900));
        assertThat(book.unconfirmed(client)).isZero();
    }

    @Test
    void whatAnOwnerTookOutIsNoLostConfirmation() {
        book.confirms(client, book.bills(Wish.of(client, 1), 100));
        backup.write(state, copy, false);
        comesBack(Escrow.of(client, 1_000_000).claimed(100));
        SignedReceipt since = book.bills(Wish.of(client, book.info(client).nextSequence()), 900);
        book.knows(Escrow.of(client, 1_000_000).claimed(1_000).releaseNonce(1));

        book.confirms(client, since);

        assertThat(book.unconfirmed(client)).as("paid by the release").isZero();
    }

    private void comesBackHavingLostAConfirmationOverAThousand() {
        book.confirms(client, book.bills(Wish.of(client, 1), 100));
        backup.write(state, copy, false);
        comesBack(Escrow.of(client, 1_000_000).claimed(1_000));
    }

    @Test
    void aCopyWhileTheLedgerIsWrittenIsAStateThatWasTrue() {
        Random random = new Random(SEED);
        AtomicLong acknowledged = new AtomicLong();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (long sequence = 1; sequence <= 400; sequence++) {
                book.bills(Wish.of(client, sequence), 1);
                acknowledged.set(sequence);
            }
        });
        for (int run = 0; run < 3 && writer.isAlive(); run++) {
            long before = acknowledged.get();
            backup.write(state, copy, true);
            long after = acknowledged.get() + 1;
            Path there = state.resolveSibling("there" + random.nextInt());
            backup.restore(copy, there, NOW);
            try (TestBook restored = TestBook.open(there)) {
                restored.knows(Escrow.of(client, 1_000_000));
                assertThat(restored.unconfirmed(client))
                        .as("run %d of seed %d", run, SEED)
                        .isBetween(before, after);
            }
        }
        join(writer);
    }

    private static void join(Thread writer) {
        try {
            writer.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
