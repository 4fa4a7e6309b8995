package io.deopenchat.gateway.account;

import static io.deopenchat.gateway.account.RoundState.ADMITTED;
import static io.deopenchat.gateway.account.RoundState.CLAIMED;
import static io.deopenchat.gateway.account.RoundState.COMPLETED;
import static io.deopenchat.gateway.account.RoundState.CONFIRMED;
import static io.deopenchat.gateway.account.RoundState.VOID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.StorageFailure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundStateTest {
    private static final Map<RoundState, Set<RoundState>> STEPS = Map.of(
            ADMITTED, Set.of(COMPLETED, VOID),
            COMPLETED, Set.of(CONFIRMED),
            CONFIRMED, Set.of(CLAIMED),
            CLAIMED, Set.of(),
            VOID, Set.of());

    private final ClientKey client = new ClientKey("client");

    static Stream<Arguments> pairs() {
        return Arrays.stream(RoundState.values())
                .flatMap(from -> Arrays.stream(RoundState.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theLedgerMovesARoundNowhereElse(RoundState from, RoundState to, @TempDir Path directory) {
        Path file = directory.resolve(Ledger.FILE);
        try (Database database = Database.open(file, LedgerSchema.SCHEMA, failure -> {})) {
            database.write(session -> session.update(
                    "INSERT INTO round (client, sequence, request_hash, state, model, request, request_signature,"
                            + " admitted_at) VALUES (?, 1, '', ?, '', '', '', 0)",
                    client.address(),
                    from.stored()));

            if (to == ADMITTED) {
                assertThatThrownBy(to::before).isInstanceOf(IllegalStateException.class);
            } else if (STEPS.getOrDefault(from, Set.of()).contains(to)) {
                database.write(session -> RoundRows.move(session, client.address(), 1, to, "finished_at = ?", 1L));
                assertThat(state(database)).isEqualTo(to.stored());
            } else {
                assertThatThrownBy(() -> database.write(
                                session -> RoundRows.move(session, client.address(), 1, to, "finished_at = ?", 1L)))
                        .isInstanceOf(StorageFailure.class)
                        .hasMessageContaining("cannot become " + to.stored());
                assertThat(state(database)).isEqualTo(from.stored());
            }
        }
    }

    private static String state(Database database) {
        return database.read(session -> session.query("SELECT state FROM round", row -> row.getString(1)))
                .getFirst();
    }

    @Test
    void everyStateHasTheNameItIsStoredUnder() {
        assertThat(RoundState.values())
                .allSatisfy(
                        state -> assertThat(RoundState.ofStored(state.stored())).isEqualTo(state));
    }
}
