package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the next process knows. */
class RestartTest {
    private static final long SEED = 20_261_123;
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");
    private final Path directory;
    private TestBook book;

    RestartTest(@TempDir Path directory) {
        this.directory = directory;
        this.book = TestBook.open(directory);
    }

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void aLedgerOfAnotherDeploymentOrProviderIsRefused() {
        book.close();
        Domain otherChain = new Domain(1, Parties.DOMAIN.contract());
        Domain otherContract = new Domain(Parties.DOMAIN.chainId(), Parties.OWNER);

        for (Domain other : List.of(otherChain, otherContract)) {
            assertThatThrownBy(() ->
                            Ledger.open(directory, other, Parties.PROVIDER, Parties.SEAL, RestartTest::unexpected))
                    .isInstanceOf(StorageFailure.class)
                    .hasMessageContaining("the ledger is of chain 31337")
                    .hasMessageContaining("--state-dir");
        }
        assertThatThrownBy(() ->
                        Ledger.open(directory, Parties.DOMAIN, Parties.OWNER, Parties.SEAL, RestartTest::unexpected))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining(Parties.OWNER.toString());
        book = TestBook.open(directory);
    }

    @Test
    void aSecondGatewayOnTheSameLedgerIsRefused() {
        assertThatThrownBy(() ->
                        Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, RestartTest::unexpected))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("in use by another process");
    }

    @Test
    void roundsThatWereInFlightBecomeVoidAndFreeWhatTheyReserved() {
        book.knows(Escrow.of(client, 20));
        book.admits(Wish.of(client, 1));
        book.admits(Wish.of(client, 2));
        book.refuses(ErrorCode.INSUFFICIENT_ESCROW, Wish.of(client, 3));

        book = book.reopen().knows(Escrow.of(client, 20));

        assertThat(book.reserved(client)).isZero();
        for (long sequence : new long[] {1, 2}) {
            Wish wish = Wish.of(client, sequence);
            assertThat(book.accounts().find(client.address(), sequence))
                    .containsInstanceOf(StoredRound.Voided.class)
                    .get()
                    .satisfies(round -> {
                        assertThat(round.requestHash()).isEqualTo(wish.terms().requestHash());
                        assertThat(((StoredRound.Voided) round).reason().code()).isEqualTo(ErrorCode.BACKEND_ERROR);
                        assertThat(((StoredRound.Voided) round).reason().message())
                                .contains("stopped before");
                    });
            book.refuses(ErrorCode.SEQUENCE_USED, wish);
        }
        book.admits(Wish.of(client, 3));
        book.admits(Wish.of(client, 4));
    }

    @Test
    void aCopyOfTheFilesWhileItRunsHoldsAllThatWasAcknowledged(@TempDir Path copy) throws IOException {
        book.knows(Escrow.of(client, 1_000));
        SignedReceipt first = book.bills(Wish.of(client, 1), 4);
        SignedReceipt second = book.bills(Wish.of(client, 2), 6);
        Confirmation confirmed = book.confirms(client, first);
        book.admits(Wish.of(client, 3));

        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(each -> !each.toString().endsWith(".lock")).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }

        try (TestBook afterThePowerFailed = TestBook.open(copy)) {
            afterThePowerFailed.knows(Escrow.of(client, 1_000));
            assertThat(afterThePowerFailed.held(client)).isEqualTo(confirmed);
            assertThat(afterThePowerFailed.info(client).unconfirmed()).containsExactly(second);
            assertThat(afterThePowerFailed.accounts().find(client.address(), 3))
                    .containsInstanceOf(StoredRound.Voided.class);
        }
    }

    @Test
    void aBilledRoundIsReplayedWithItsBytes() {
        book.knows(Escrow.of(client, 1_000));
        Wish wish = Wish.of(client, 1);
        book.bills(wish, 4);
        FinishedRound expected = TestBook.finished(wish.terms(), 4);

        book = book.reopen().knows(Escrow.of(client, 1_000));

        assertThat(book.accounts().find(client.address(), 1))
                .contains(new StoredRound.Finished(wish.terms().requestHash(), expected));
        assertThat(Hash.sha256().digest(expected.log().getBytes()))
                .isEqualTo(expected.receipt().receipt().responseHash().toArray());
    }

    @Test
    void aConfirmedRoundIsReplayedToo() {
        book.knows(Escrow.of(client, 1_000));
        Wish wish = Wish.of(client, 1);
        book.confirms(client, book.bills(wish, 4));

        book = book.reopen().knows(Escrow.of(client, 1_000));

        assertThat(book.accounts().find(client.address(), 1))
                .contains(new StoredRound.Finished(wish.terms().requestHash(), TestBook.finished(wish.terms(), 4)));
    }

    @Test
    void theWindowIsWhereItWas() {
        book.knows(Escrow.of(client, 1_000));
        for (long sequence = 10; sequence <= 100; sequence += 10) {
            book.bills(Wish.of(client, sequence), 0);
        }

        book = book.reopen().knows(Escrow.of(client, 1_000));

        assertThat(book.info(client).nextSequence()).isEqualTo(101);
        book.refuses(ErrorCode.SEQUENCE_USED, Wish.of(client, 90));
        book.refuses(ErrorCode.SEQUENCE_OUT_OF_WINDOW, Wish.of(client, 83));
        book.refuses(ErrorCode.SEQUENCE_OUT_OF_WINDOW, Wish.of(client, 117));
        book.admits(Wish.of(client, 84));
    }

    @Test
    void theTokensOfClaimsAreNotCountedAgain() {
        book.knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000));
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.confirms(sibling, book.bills(Wish.of(sibling, 1), 4));
        book.accounts().claimed(client.address(), Wei.of(4));

        book = book.reopen().knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000));

        book.hasUnclaimedTokens(10);
    }

    @Test
    void theConfirmationsCanBeReadBesideTheGateway() {
        book.knows(Escrow.of(client, 1_000)).knows(Escrow.of(sibling, 1_000));
        book.confirms(client, book.bills(Wish.of(client, 1), 4));
        book.bills(Wish.of(sibling, 1), 4);

        try (Ledger reader = Ledger.openReadOnly(directory)) {
            assertThat(reader.confirmations())
                    .containsExactly(new Ledger.ClientConfirmation(
                            client.address(),
                            book.info(client).newestConfirmation().orElseThrow()));
        }
    }

    static Stream<Long> seeds() {
        return new Random(SEED).longs(20).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyFieldIsWhatItWas(long seed) {
        Random random = new Random(seed);
        liveForAWhile(random);
        List<Memory> before = memories();

        book = book.reopen().knows(escrow(client)).knows(escrow(sibling));

        assertThat(memories()).as("seed %d", seed).isEqualTo(before);
    }

    /** What an account book can be asked, all of it. */
    private record Memory(
            AccountInfo info,
            List<Optional<StoredRound>> rounds,
            List<Claimable> claimable,
            long unclaimedTokens,
            ReleaseOutcome release) {}

    private List<Memory> memories() {
        List<Memory> memories = new ArrayList<>();
        for (ClientKey each : List.of(client, sibling)) {
            memories.add(new Memory(
                    book.info(each),
                    LongStream.rangeClosed(1, 60)
                            .mapToObj(sequence -> book.accounts().find(each.address(), sequence))
                            .toList(),
                    book.accounts().claimable(),
                    book.unclaimedTokens(),
                    withoutFuture(book.accounts().release(each.address(), Parties.OPERATOR))));
        }
        return memories;
    }

    private static ReleaseOutcome withoutFuture(ReleaseOutcome outcome) {
        if (outcome instanceof ReleaseOutcome.Signed signed) {
            signed.durable().join();
            return new ReleaseOutcome.Signed(signed.release(), DONE);
        }
        return outcome;
    }

    private static Escrow escrow(ClientKey of) {
        return Escrow.of(of, 100_000).claimed(5);
    }

    /** Everything but rounds in flight, which do not survive. */
    private void liveForAWhile(Random random) {
        book.knows(escrow(client)).knows(escrow(sibling));
        for (int step = 0; step < 40; step++) {
            ClientKey who = random.nextBoolean() ? client : sibling;
            book.clock().advance(Duration.ofSeconds(1));
            AccountInfo info = book.info(who);
            switch (random.nextInt(6)) {
                case 0, 1, 2 ->
                    book.bills(
                            Wish.of(who, info.nextSequence() + random.nextInt(3))
                                    .authorized(10_000 + step),
                            random.nextInt(11));
                case 3 -> {
                    Wish wish = Wish.of(who, info.nextSequence());
                    book.admits(wish);
                    book.voids(wish);
                }
                case 4 -> {
                    List<SignedReceipt> some = info.unconfirmed().stream()
                            .filter(receipt -> random.nextBoolean())
                            .toList();
                    book.stores(who.confirms(book.held(who), some));
                }
                default -> {
                    Wei more = book.held(who).cumulativeCost().plus(Wei.of(1 + random.nextInt(9)));
                    book.mismatches(who.calls(
                            new Confirmation(
                                    Parties.PROVIDER,
                                    more,
                                    random.nextInt(100),
                                    random.nextInt(100),
                                    Hash.keccak256("x")),
                            info.unconfirmed().stream()
                                    .limit(1)
                                    .map(receipt -> receipt.receipt().sequence())
                                    .toList()));
                    book.accounts().claimed(who.address(), Wei.of(random.nextInt(50)));
                }
            }
        }
    }

    private static void unexpected(StorageFailure failure) {
        throw failure;
    }
}
