package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.storage.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start must not take longer the more history there is. */
class LedgerStartTest {

    private static List<String> plan(Path directory, String statement) {
        try (Database database = Database.open(directory.resolve(Ledger.FILE), LedgerSchema.SCHEMA, failure -> {})) {
            Matcher parameters = Pattern.compile("\\?").matcher(statement);
            Object[] arguments = new Object[(int) parameters.results().count()];
            return database.read(session ->
                    session.query("EXPLAIN QUERY PLAN " + statement, row -> row.getString("detail"), arguments));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Ledger.IN_CLEAR, RoundRows.IN_FLIGHT, RoundRows.UNCONFIRMED, LedgerStart.SEQUENCES})
    void everyStatementOfAStartFindsItsRoundsByAnIndex(String statement, @TempDir Path directory) {
        assertThat(plan(directory, statement))
                .anyMatch(step -> step.contains("USING"))
                .allSatisfy(step -> assertThat(step).doesNotMatch("SCAN round"));
    }

    @Test
    void roundsToForgetAreFoundByTheirAge(@TempDir Path directory) {
        assertThat(plan(directory, Compaction.FINAL))
                .anyMatch(step -> step.contains("USING INDEX round_over (<expr><?)"))
                .noneMatch(step -> step.equals("SCAN round"));
    }

    @Test
    void aPlanWithoutAnIndexWouldBeSeen(@TempDir Path directory) {
        assertThat(plan(directory, "SELECT client FROM round WHERE model = ?")).containsExactly("SCAN round");
    }
}
