package io.deopenchat.gateway.account;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.SignedReceipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * A round's reservation on disk: alone, so each waits for a sync of its own, and 32 at the same time, which share them. And
 * the rules of admission alone, which refuse in the end, because that writes nothing. Run by {@code scripts/bench --only inner}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LedgerBenchmark {
    private static final int CROWD = 32;
    private static final int CONFIRMED_AT_ONCE = 64;
    private static final long PLENTY = 1_000_000_000_000L;

    private final Path directory = temporary();
    private final Ledger ledger = Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
        throw failure;
    });
    private final AccountBook book = new AccountBook(
            ledger,
            Parties.DOMAIN,
            Parties.PROVIDER,
            new Credit(Wei.of(PLENTY)),
            Limits.SEQUENCE_WINDOW,
            InstantSource.system());

    /** An account of each thread, which bills and confirms what it admits, as a client does. */
    @State(Scope.Thread)
    public static class Payer {
        private ClientKey client = new ClientKey("nobody");
        private Confirmation confirmed = Confirmation.none(Parties.PROVIDER);
        private final List<SignedReceipt> open = new ArrayList<>();
        private long sequence;
        private Terms refused = Wish.of(client, 1).terms();

        @Setup
        public void begin(LedgerBenchmark ledger) {
            client = new ClientKey("client " + Thread.currentThread().threadId());
            ledger.book.update(Escrow.of(client, PLENTY).state());
            refused = wish(Limits.SEQUENCE_WINDOW - 1).terms();
        }

        private Wish wish(long number) {
            return Wish.of(client, number).authorized(PLENTY);
        }

        private void settle(AccountBook book, Terms terms) {
            FinishedRound round = TestBook.finished(terms, 1);
            book.complete(terms, round, "backend_final").join();
            open.add(round.receipt());
            if (open.size() == CONFIRMED_AT_ONCE) {
                var call = client.confirms(confirmed, open);
                book.confirm(call);
                confirmed = call.signed().confirmation();
                open.clear();
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("ledger-benchmark");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Admitted and billed: two waits for the disk. */
    @Benchmark
    @Threads(1)
    public void roundAlone(Payer payer) {
        round(payer);
    }

    @Benchmark
    @Threads(CROWD)
    public void roundInACrowd(Payer payer) {
        round(payer);
    }

    private void round(Payer payer) {
        Terms terms = payer.wish(++payer.sequence).terms();
        Admission admission = book.admit(terms, Optional.of(TestBook.listing()), Optional::empty);
        if (!(admission instanceof Admission.Admitted admitted)) {
            throw new IllegalStateException("not admitted: " + admission);
        }
        admitted.durable().join();
        payer.settle(book, terms);
    }

    @Benchmark
    @Threads(1)
    public Admission admission(Payer payer) {
        return book.admit(payer.refused, Optional.of(Offer.listing(Offer.BY_REQUEST, 0)), Optional::empty);
    }

    @TearDown
    public void end() throws IOException {
        ledger.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
