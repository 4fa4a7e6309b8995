package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedReceipt;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads at one account whose escrow covers exactly ten rounds. */
@Timeout(300)
class InterleavingTest {
    private static final long SEED = 20_261_124;
    private static final int RUNS = 1_000;
    private static final int THREADS = 6;
    private static final int TRIES = 5;
    private static final int COVERED = 10;
    private static final long COST = 10;

    private static final ProtocolError BROKEN = ProtocolError.of(ErrorCode.BACKEND_ERROR, "it broke");

    private final TestBook book;

    InterleavingTest(@TempDir Path directory) {
        book = TestBook.openWithWindow(directory, 2 * THREADS * TRIES);
    }

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void neverMoreIsAdmittedThanTheEscrowCovers() throws Exception {
        Random seeds = new Random(SEED);
        Map<ClientKey, Run> runs = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < RUNS; i++) {
                Run run = new Run(new ClientKey("client " + i), seeds.nextLong());
                run.run(threads);
                runs.put(run.client, run);
            }
        }
        runs.values().forEach(Run::check);
        recount(runs);
    }

    @Test
    void aRoundEndsOnce() {
        ClientKey client = new ClientKey("client");
        book.knows(Escrow.of(client, 100));
        Wish wish = Wish.of(client, 1);
        book.bills(wish, 10);

        assertThatThrownBy(() -> book.completes(wish, 10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> book.voids(wish)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> book.voids(Wish.of(client, 2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> book.voids(Wish.of(new ClientKey("stranger"), 1)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(book.unconfirmed(client)).isEqualTo(10);
        assertThat(book.reserved(client)).isZero();
        assertThat(book.accounts().inFlight(TestBook.listing().model())).isZero();
    }

    /** One client; its threads admit, bill, void and confirm as a seed says. */
    private final class Run {
        private final ClientKey client;
        private final long seed;
        private final AtomicLong nextSequence = new AtomicLong();
        private final AtomicInteger covered = new AtomicInteger();
        private final AtomicInteger mostCovered = new AtomicInteger();
        private final AtomicInteger voided = new AtomicInteger();
        private final Queue<SignedReceipt> toConfirm = new ConcurrentLinkedQueue<>();
        private final Queue<CompletableFuture<Void>> durable = new ConcurrentLinkedQueue<>();

        private Run(ClientKey client, long seed) {
            this.client = client;
            this.seed = seed;
        }

        private void run(ExecutorService threads) throws Exception {
            // owners of their own: what one owner has unproven is added up at every admission
            book.knows(Escrow.of(client, COVERED * COST).owner(client.address()));
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed + i);
                done.add(threads.submit(() -> {
                    start.await();
                    for (int attempt = 0; attempt < TRIES; attempt++) {
                        oneRound(random);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
            // whatever the voids left free is taken now
            for (Terms terms = nextTerms(); admit(terms); terms = nextTerms()) {
                complete(terms);
            }
            confirmAll();
        }

        private Terms nextTerms() {
            return Wish.of(client, nextSequence.incrementAndGet()).terms();
        }

        private void oneRound(Random random) {
            Terms terms = nextTerms();
            if (!admit(terms)) {
                return;
            }
            pause(random);
            if (random.nextInt(4) == 0) {
                covered.decrementAndGet();
                voided.incrementAndGet();
                durable.add(book.accounts().voidRound(terms, BROKEN));
                return;
            }
            complete(terms);
            pause(random);
            if (random.nextBoolean()) {
                confirmAll();
            }
        }

        private boolean admit(Terms terms) {
            Admission admission = book.accounts().admit(terms, Optional.of(TestBook.listing()), Optional::empty);
            if (admission instanceof Admission.Admitted admitted) {
                mostCovered.accumulateAndGet(covered.incrementAndGet(), Math::max);
                durable.add(admitted.durable());
                return true;
            }
            assertThat(TestBook.refusal(admission).code()).isEqualTo(ErrorCode.INSUFFICIENT_ESCROW);
            return false;
        }

        private void complete(Terms terms) {
            FinishedRound round = TestBook.finished(terms, COST);
            durable.add(book.accounts().complete(terms, round, "backend_final"));
            toConfirm.add(round.receipt());
        }

        /** One at a time, as the protocol has it. */
        private synchronized void confirmAll() {
            List<SignedReceipt> receipts = new ArrayList<>();
            for (SignedReceipt next = toConfirm.poll(); next != null; next = toConfirm.poll()) {
                receipts.add(next);
            }
            ConfirmationCall call = client.confirms(book.held(client), receipts);
            ConfirmationOutcome outcome = book.accounts().confirm(call);
            assertThat(outcome).as("seed %d", seed).isInstanceOf(ConfirmationOutcome.Stored.class);
            durable.add(((ConfirmationOutcome.Stored) outcome).durable());
        }

        private void pause(Random random) {
            for (int i = random.nextInt(3); i > 0; i--) {
                Thread.onSpinWait();
            }
        }

        private void check() {
            durable.forEach(CompletableFuture::join);
            assertThat(mostCovered).as("seed %d", seed).hasValueLessThanOrEqualTo(COVERED);
            assertThat(covered).as("seed %d", seed).hasValue(COVERED);
            assertThat(book.reserved(client)).as("seed %d", seed).isZero();
            assertThat(book.unconfirmed(client)).as("seed %d", seed).isZero();
            assertThat(book.held(client).cumulativeCost()).as("seed %d", seed).isEqualTo(Wei.of(COVERED * COST));
            assertThat(book.held(client).rounds()).as("seed %d", seed).isEqualTo(COVERED);
        }
    }

    /** Adds up the file, without the gateway's code. */
    private void recount(Map<ClientKey, Run> runs) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + book.file());
                PreparedStatement rounds =
                        connection.prepareStatement("SELECT state, cost FROM round WHERE client = ?");
                PreparedStatement accounts = connection.prepareStatement(
                        "SELECT confirmed, confirmed_rounds, confirmed_tokens FROM account WHERE client = ?")) {
            for (Run run : runs.values()) {
                Map<String, Integer> count = new TreeMap<>();
                BigInteger total = BigInteger.ZERO;
                rounds.setString(1, run.client.address().toString());
                try (ResultSet row = rounds.executeQuery()) {
                    while (row.next()) {
                        count.merge(row.getString(1), 1, Integer::sum);
                        String cost = row.getString(2);
                        total = total.add(cost == null ? BigInteger.ZERO : new BigInteger(cost));
                    }
                }
                assertThat(count.getOrDefault("confirmed", 0)).isEqualTo(COVERED);
                assertThat(count.getOrDefault("void", 0)).isEqualTo(run.voided.get());
                assertThat(count).doesNotContainKeys("admitted", "completed");
                assertThat(total).isEqualTo(BigInteger.valueOf(COVERED * COST));
                accounts.setString(1, run.client.address().toString());
                try (ResultSet row = accounts.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getString(1)).isEqualTo(total.toString());
                    assertThat(row.getLong(2)).isEqualTo(COVERED);
                    assertThat(row.getLong(3)).isEqualTo(COVERED * TestBook.USAGE.total());
                }
            }
        }
    }
}
