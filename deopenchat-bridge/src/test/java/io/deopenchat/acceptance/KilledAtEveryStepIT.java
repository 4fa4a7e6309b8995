package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway process that is killed at each of its commits in turn (at every third in a quick build), on one ledger: each start
 * recovers from the kill before.
 * 200 requests at once stand against an escrow for 10 each time, and each costs its ceiling.
 */
final class KilledAtEveryStepIT {
    private static final String MODEL = "storyteller";
    private static final String COINS = "what tokens are bought of";
    private static final int MORE_THAN_ALL_STEPS = 200;
    /** A life takes seconds: a build tries every third commit. */
    private static final int STRIDE = Counts.of(3, 1);

    private static final boolean BEFORE_COMMITS_TOO = Counts.of(0, 1) == 1;
    private static final GatewayProcess.Launch CLAIMS_AT_ONCE =
            GatewayProcess.Launch.USUAL.claimingAt(1).with("--credit-limit", "1ether");

    @Test
    void whereverTheGatewayIsKilledTenOfTwoHundredAreBilledAndPaidOnce(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            ProviderActor provider = market.provider()
                    .listsByRequest(MODEL, Storm.PRICE, Storm.REQUESTS)
                    .lists(COINS, Storm.PRICE, 1);
            List<Storm> storms = new ArrayList<>();

            int steps = 1 - STRIDE;
            boolean lived = false;
            while (!lived) {
                steps += STRIDE;
                assertThat(steps).isLessThan(MORE_THAN_ALL_STEPS);
                lived = lives("after " + steps, market, provider, backend, storms);
                if (BEFORE_COMMITS_TOO) {
                    lived &= lives("before " + steps, market, provider, backend, storms);
                }
            }
            System.out.printf("killed at one in %d of fewer than %d commits%n", STRIDE, steps);

            backend.answers(Reply.saying("Once").usage(9, 1));
            try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api(), CLAIMS_AT_ONCE)) {
                assertThat(gateway.isReady()).isTrue();
                storms.forEach(Storm::isFinished);
            }
            noRequestReachedTheBackendTwice(backend);
            everythingIsPaidOnce(provider, storms);
            theLedgerAddsUp(provider, storms);
        }
    }

    /** One life of a gateway process, with a client of its own. */
    private static boolean lives(
            String step, Marketplace market, ProviderActor provider, ScriptedBackend backend, List<Storm> storms) {
        ClientActor client = market.client();
        client.fetchesTokens(provider, COINS, Storm.COVERED);
        Storm storm = new Storm(market, provider, client, MODEL, step);
        storms.add(storm);
        Gate gate = Gate.closed();
        backend.answers(Reply.saying("Once").usage(9, 1).behind(gate));
        try (GatewayProcess gateway =
                GatewayProcess.start(market, provider, backend.api(), CLAIMS_AT_ONCE.killed(step))) {
            return gateway.isReady() && storm.breaksOver(gateway, gate) && gateway.endsInOrder();
        }
    }

    private static void noRequestReachedTheBackendTwice(ScriptedBackend backend) {
        Map<String, Long> calls = backend.requests().stream()
                .collect(Collectors.groupingBy(Storm::name, TreeMap::new, Collectors.counting()));
        assertThat(calls.values()).containsOnly(1L);
    }

    private static void everythingIsPaidOnce(ProviderActor provider, List<Storm> storms) {
        Wei paid = provider.claimedRows().stream()
                .map(AccountEvent.Claimed::claimed)
                .reduce(Wei.ZERO, Wei::plus);
        assertThat(paid).isEqualTo(storms.stream().map(storm -> Storm.ALL).reduce(Wei.ZERO, Wei::plus));
    }

    /** Without the gateway's code. */
    private static void theLedgerAddsUp(ProviderActor provider, List<Storm> storms) throws SQLException {
        Path file = provider.stateDirectory().resolve(Ledger.FILE);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement rounds = connection.prepareStatement(
                        "SELECT state, count(*), min(cost), max(cost) FROM round WHERE client = ? GROUP BY state")) {
            for (Storm storm : storms) {
                rounds.setString(1, storm.client().toString());
                onlyTenAreConfirmed(rounds.executeQuery());
            }
        }
    }

    private static void onlyTenAreConfirmed(ResultSet row) throws SQLException {
        while (row.next()) {
            assertThat(row.getString(1)).isIn("confirmed", "void");
            if (row.getString(1).equals("confirmed")) {
                assertThat(row.getInt(2)).isEqualTo(Storm.COVERED);
                assertThat(row.getString(3)).isEqualTo(Storm.PRICE.toString());
                assertThat(row.getString(4)).isEqualTo(Storm.PRICE.toString());
            }
        }
    }
}
