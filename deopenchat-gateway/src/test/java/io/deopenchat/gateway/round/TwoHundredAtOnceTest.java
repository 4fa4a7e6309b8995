package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200 requests at once at an account whose escrow covers 10, each of which costs its ceiling: exactly 10 are served. The
 * backend answers when all are decided.
 */
@Timeout(300)
class TwoHundredAtOnceTest extends RoundsFixture {
    private static final long SEED = 20_261_122;
    private static final int INTERLEAVINGS = 1_000;
    private static final int REQUESTS = 200;
    private static final int COVERED = 10;
    private static final int THREADS = 16;
    private static final String ANSWER = TestBackend.completion("Hi", 3, 1);

    /** Signed once: who signed is found out before a round begins, so the rounds of all clients may look the same. */
    private final List<Terms> signed = LongStream.rangeClosed(1, REQUESTS)
            .mapToObj(sequence -> Wish.of(client, sequence).terms())
            .toList();

    private final byte[] body = Wish.of(client, 1).bodyBytes();
    private final Listing listing = Offer.listing(Offer.BY_REQUEST, REQUESTS);

    TwoHundredAtOnceTest(@TempDir Path directory) {
        super(directory);
    }

    @Test
    void exactlyTenAreServed() throws Exception {
        Random seeds = new Random(SEED);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < INTERLEAVINGS; i++) {
                new Interleaving(new ClientKey("client " + i), seeds.nextLong()).run(threads);
            }
        }
    }

    /** One client; the seed says who asks when, and in what order the backend answers. */
    private final class Interleaving {
        private final ClientKey asking;
        private final long seed;
        private final Random random;

        private Interleaving(ClientKey asking, long seed) {
            this.asking = asking;
            this.seed = seed;
            this.random = new Random(seed);
        }

        private void run(ExecutorService threads) throws Exception {
            // owners of their own: what one owner has unproven is added up at every admission
            accounts.update(Escrow.of(asking, COVERED * Offer.REQUEST_PRICE)
                    .owner(asking.address())
                    .state());

            List<TestReader> served = decided(threads);
            assertThat(served).as("seed %d", seed).hasSize(COVERED);
            assertThat(info().reserved()).as("seed %d", seed).isEqualTo(Wei.of(COVERED * Offer.REQUEST_PRICE));

            backendAnswers();
            served.forEach(this::isBilledAtItsCeiling);
            assertThat(info().reserved()).as("seed %d", seed).isEqualTo(Wei.ZERO);
            assertThat(info().unconfirmed()).as("seed %d", seed).hasSize(COVERED);
        }

        /** Readers of the rounds that were admitted, when all requests are decided. */
        private List<TestReader> decided(ExecutorService threads) throws Exception {
            List<Terms> order = new ArrayList<>(signed);
            Collections.shuffle(order, random);
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<List<TestReader>>> parts = new ArrayList<>();
            for (int part = 0; part < THREADS; part++) {
                List<Terms> mine = order.subList(part * REQUESTS / THREADS, (part + 1) * REQUESTS / THREADS);
                Random pauses = new Random(random.nextLong());
                parts.add(threads.submit(() -> {
                    start.await();
                    return ask(mine, pauses);
                }));
            }
            List<TestReader> served = new ArrayList<>();
            for (Future<List<TestReader>> part : parts) {
                served.addAll(part.get());
            }
            return served;
        }

        private List<TestReader> ask(List<Terms> requests, Random pauses) {
            List<TestReader> served = new ArrayList<>();
            for (Terms terms : requests) {
                for (int i = pauses.nextInt(200); i > 0; i--) {
                    Thread.onSpinWait();
                }
                switch (rounds.begin(mine(terms), body, Optional.of(listing), vertx.getOrCreateContext())) {
                    case Rounds.Entry.Live live -> served.add(reads(live.round()));
                    case Rounds.Entry.Refused refused ->
                        assertThat(refused.error().code()).as("seed %d", seed).isEqualTo(ErrorCode.INSUFFICIENT_ESCROW);
                    case Rounds.Entry.Replay _, Rounds.Entry.Stopping _ -> throw new AssertionError("seed " + seed);
                }
            }
            return served;
        }

        private Terms mine(Terms terms) {
            SignedRequest request = terms.signed();
            return new Terms(
                    new SignedRequest(request.request(), asking.address(), request.signature()),
                    terms.requestHash(),
                    terms.call(),
                    terms.limits());
        }

        private void backendAnswers() {
            List<TestBackend.Call> calls = new ArrayList<>();
            for (int i = 0; i < COVERED; i++) {
                calls.add(backend.next());
            }
            Collections.shuffle(calls, random);
            calls.forEach(call -> call.answers(ANSWER));
            assertThat(backend.waiting()).as("seed %d", seed).isZero();
        }

        private void isBilledAtItsCeiling(TestReader reader) {
            assertThat(reader.awaitEnd())
                    .as("seed %d", seed)
                    .isInstanceOfSatisfying(
                            RoundEnd.Billed.class,
                            billed -> assertThat(
                                            billed.round().receipt().receipt().cost())
                                    .isEqualTo(Wei.of(Offer.REQUEST_PRICE)));
        }

        private AccountInfo info() {
            return accounts.info(asking.address()).orElseThrow();
        }
    }
}
