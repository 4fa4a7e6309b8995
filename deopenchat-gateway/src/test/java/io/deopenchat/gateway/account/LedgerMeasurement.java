package io.deopenchat.gateway.account;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ledger with a long history and one with a short one: bytes on disk, memory, and time of a start. Not one of the tests: it
 * looks at a clock, takes minutes, and is run by {@code scripts/measure}.
 */
class LedgerMeasurement {
    private static final String ACCOUNTS = "1000";

    @Test
    void tellsWhatAccountsAndAMillionRoundsTake(@TempDir Path few, @TempDir Path none, @TempDir Path million)
            throws IOException, SQLException {
        MillionRounds.main(few.toString(), "100", "100");
        MillionRounds.main(none.toString(), ACCOUNTS, ACCOUNTS);
        MillionRounds.main(million.toString(), "1000000", ACCOUNTS);
    }
}
