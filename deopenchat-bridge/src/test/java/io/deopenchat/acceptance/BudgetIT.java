package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand callers at once against a budget for a hundred, in a bridge process that is killed with SIGKILL: what was signed
 * before the kill counts after it. Every round costs its ceiling.
 */
final class BudgetIT {
    private static final String MODEL = "storyteller";
    private static final String COINS = "what tokens are bought of";
    private static final long SEED = 20_261_201;
    private static final int CALLERS = 1_000;
    private static final int COVERED = 100;
    private static final int KILLS = Counts.of(1, 4);
    private static final int MOST_BEFORE_A_KILL = Counts.of(60, 8);
    private static final Wei PRICE = Wei.parseWithUnit("1000gwei");
    private static final String BUDGET = "100000gwei/day";

    @TempDir
    Path scratch = Path.of(".");

    private Marketplace market;
    private ScriptedBackend backend;
    private ProviderActor provider;
    private ClientActor client;

    @BeforeEach
    void opens() {
        market = Marketplace.onAnvil(scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        provider = market.provider().listsByRequest(MODEL, PRICE, 256).lists(COINS, PRICE, 1);
        client = market.client();
        client.fetchesTokens(provider, COINS, CALLERS);
        GatewayProcess.Launch trusting = GatewayProcess.Launch.USUAL.with("--credit-limit", "1ether");
        market.closing(GatewayProcess.start(market, provider, backend.api(), trusting))
                .address();
        new RawClient(market, provider, client, MODEL).isKnown();
    }

    @AfterEach
    void closes() {
        market.close();
    }

    @Test
    void ofAThousandAtOnceAHundredAreSignedAndNoneAfterTheKill() {
        Gate gate = answersStopAt(Gate.closed());
        try (BridgeProcess bridge = startsBridge()) {
            Crowd crowd = Crowd.calls(bridge.address(), MODEL, CALLERS);
            Eventually.holds(
                    "all are decided", () -> crowd.refused() == CALLERS - COVERED && gate.arrivals() == COVERED);
            bridge.isKilled();
            crowd.isGone();
        }
        backend.awaitAborted(COVERED);

        try (BridgeProcess bridge = startsBridge()) {
            Crowd crowd = Crowd.calls(bridge.address(), MODEL, CALLERS);
            crowd.isGone();
            assertThat(crowd.refused()).isEqualTo(CALLERS);
            assertThat(journal()).hasSize(COVERED);
            assertThat(backend.calls()).isEqualTo(COVERED);
            aHundredArePaid();
        }
    }

    @Test
    void whereverItIsKilledNeverMoreIsPaidThanTheBudget() {
        Random random = new Random(SEED);
        for (int kill = 1; kill <= KILLS; kill++) {
            Gate gate = answersStopAt(Gate.closed());
            try (BridgeProcess bridge = startsBridge()) {
                Crowd crowd = Crowd.calls(bridge.address(), MODEL, CALLERS);
                int streams = 1 + random.nextInt(MOST_BEFORE_A_KILL);
                Eventually.holds(
                        "seed %d, kill %d: %d streams or all are decided".formatted(SEED, kill, streams),
                        () -> gate.arrivals() >= streams || crowd.refused() == CALLERS);
                bridge.isKilled();
                crowd.isGone();
            }
            gate.open();
            assertThat(paid()).as("seed %d, kill %d", SEED, kill).isLessThanOrEqualTo(COVERED);
        }
        answersStopAt(Gate.openingForAll(1));
        try (BridgeProcess bridge = startsBridge()) {
            Crowd crowd = Crowd.calls(bridge.address(), MODEL, CALLERS);
            crowd.isGone();
            assertThat(crowd.refused()).isGreaterThanOrEqualTo(CALLERS - COVERED);
            everythingServedIsConfirmed();
        }
        Wei paid = provider.claims().getFirst().paid();
        assertThat(paid).isEqualTo(costOf(inState("confirmed")));
        // a request that was killed before it left counts until its time is over
        assertThat(paid()).isBetween(inState("confirmed"), (long) COVERED);
    }

    /** Streams whose first word was delivered cost their price whoever leaves. */
    private Gate answersStopAt(Gate gate) {
        backend.answers(Reply.saying("Once", " more").usage(9, 2).pausingAfter(1, gate));
        return gate;
    }

    private BridgeProcess startsBridge() {
        return BridgeProcess.start(
                market,
                client,
                List.of(
                        "--without-key",
                        "--budget",
                        BUDGET,
                        "--provider",
                        provider.address().toString()));
    }

    private List<ObjectNode> journal() {
        return BridgeActor.journal(client.stateDirectory());
    }

    /** Rounds that cost something, or may. */
    private long paid() {
        return journal().size() - inState("void");
    }

    private void everythingServedIsConfirmed() {
        RawClient raw = new RawClient(market, provider, client, MODEL);
        Eventually.holds("everything that the gateway served is confirmed", () -> {
            AccountInfo account = raw.account();
            return account.reserved().isZero() && account.unconfirmed().isEmpty();
        });
    }

    /** While a bridge runs, which confirms what is owed. */
    private void aHundredArePaid() {
        Eventually.holds("a hundred are confirmed", () -> inState("confirmed") == COVERED);
        assertThat(provider.claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.paid()).isEqualTo(costOf(COVERED)));
    }

    private static Wei costOf(long rounds) {
        return LongStream.range(0, rounds).mapToObj(round -> PRICE).reduce(Wei.ZERO, Wei::plus);
    }

    private long inState(String state) {
        return journal().stream()
                .filter(round -> round.path("state").asText().equals(state))
                .count();
    }
}
