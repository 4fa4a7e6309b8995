package io.deopenchat.gateway.account;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.SignedReceipt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Measures a start of a ledger with a long history: {@code MillionRounds DIRECTORY [ROUNDS [ACCOUNTS]]}. The ledger is made
 * if the directory is empty: confirmed and erased rounds, for each account three that are not confirmed, and one in flight.
 */
final class MillionRounds {
    private static final int OPEN_ROUNDS = 3;

    private MillionRounds() {}

    public static void main(String... arguments) throws IOException, SQLException {
        Path directory = Path.of(arguments[0]);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int accounts = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
        if (!Files.exists(directory.resolve(Ledger.FILE))) {
            write(directory, accounts);
            multiply(directory, rounds / accounts);
        }
        for (int run = 1; run <= 3; run++) {
            measure(directory, run);
        }
    }

    /** Through the ledger's own front door: one confirmed round of each account, open ones, and one in flight. */
    private static void write(Path directory, int accounts) {
        try (Ledger ledger = open(directory)) {
            AccountBook book = book(ledger);
            for (int account = 0; account < accounts; account++) {
                ClientKey client = new ClientKey("client " + account);
                book.update(Escrow.of(client, 1_000_000_000).state());
                bill(book, client, 1, true);
                for (int round = 1; round <= OPEN_ROUNDS; round++) {
                    bill(book, client, 1 + round, false);
                }
                admit(book, Wish.of(client, OPEN_ROUNDS + 2));
                book.claimed(client.address(), Wei.of(1));
            }
            while (ledger.eraseAnswersFrom(Instant.now().plus(Duration.ofDays(1))) > 0) {
                // in steps
            }
        }
    }

    private static void bill(AccountBook book, ClientKey client, long sequence, boolean confirm) {
        Wish wish = Wish.of(client, sequence);
        admit(book, wish);
        FinishedRound round = TestBook.finished(wish.terms(), 1);
        book.complete(wish.terms(), round, "backend_final").join();
        if (confirm) {
            SignedReceipt receipt = round.receipt();
            var none = io.deopenchat.protocol.Confirmation.none(Parties.PROVIDER);
            book.confirm(client.confirms(none, java.util.List.of(receipt)));
        }
    }

    private static void admit(AccountBook book, Wish wish) {
        Admission admission =
                book.admit(wish.terms(), java.util.Optional.of(TestBook.listing()), java.util.Optional::empty);
        ((Admission.Admitted) admission).durable().join();
    }

    /** Each confirmed round once more under other sequences: a start must not look at them. */
    private static void multiply(Path directory, int times) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(Ledger.FILE));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE one AS SELECT * FROM round WHERE state = 'confirmed'");
            statement.execute("UPDATE one SET checksum = NULL");
            for (int sequence = OPEN_ROUNDS + 3; sequence <= times; sequence++) {
                statement.execute("UPDATE one SET sequence = " + sequence);
                statement.execute("INSERT INTO round SELECT * FROM one");
            }
        }
    }

    private static void measure(Path directory, int run) throws IOException {
        long before = System.nanoTime();
        try (Ledger ledger = open(directory)) {
            long opened = System.nanoTime();
            AccountBook book = book(ledger);
            long ready = System.nanoTime();
            System.gc();
            System.out.printf(
                    "start %d: open %d ms, accounts %d ms; %d accounts, %d MB, heap %d KiB%n",
                    run,
                    Duration.ofNanos(opened - before).toMillis(),
                    Duration.ofNanos(ready - opened).toMillis(),
                    book.totals().accounts(),
                    Files.size(directory.resolve(Ledger.FILE)) / 1_000_000,
                    usedHeap() >> 10);
        }
    }

    private static long usedHeap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Ledger open(Path directory) {
        return Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
    }

    private static AccountBook book(Ledger ledger) {
        return new AccountBook(
                ledger,
                Parties.DOMAIN,
                Parties.PROVIDER,
                new Credit(Wei.of(1_000_000_000)),
                Limits.SEQUENCE_WINDOW,
                InstantSource.system());
    }
}
