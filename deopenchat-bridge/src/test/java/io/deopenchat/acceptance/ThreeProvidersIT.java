package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three gateway processes behind bad roads and a bridge process as a user starts it: one gateway is slow, the backend of one
 * reports far more tokens than there are, one is killed in mid-load and comes back. Prices change and money is withdrawn meanwhile.
 */
final class ThreeProvidersIT {
    private static final String MODEL = "storyteller";
    private static final long SEED = 20_261_215;
    private static final int CHATS = Counts.of(300, 2_000);
    private static final int AT_ONCE = 8;
    private static final Wei PRICE = Wei.parseWithUnit("1000gwei");
    private static final Wei CHEAPER = Wei.parseWithUnit("990gwei");
    private static final Duration SLOW = Duration.ofMillis(200);
    private static final String PROMPT = "The quick brown fox jumps over the lazy dog. ".repeat(40);
    private static final int TRUE_PROMPT_TOKENS = 410;

    @TempDir
    Path scratch = Path.of(".");

    private final List<FaultyProxy> roads = new ArrayList<>();
    private Marketplace market;
    private ClientActor client;
    private ProviderActor steady;
    private ProviderActor liar;
    private ProviderActor slow;
    private ScriptedBackend honestBackend;
    private ScriptedBackend lyingBackend;
    private final AtomicInteger broken = new AtomicInteger();

    @BeforeEach
    void opens() {
        market = Marketplace.onAnvil(scratch);
        client = market.client();
        honestBackend = market.closing(ScriptedBackend.serving(MODEL));
        honestBackend.answers(story().usage(TRUE_PROMPT_TOKENS, 4));
        lyingBackend = market.closing(ScriptedBackend.serving(MODEL));
        lyingBackend.answers(story().usage(1_000_000, 1_000_000));
        steady = provider(0, PRICE, Duration.ZERO);
        liar = provider(2, CHEAPER, Duration.ZERO);
        slow = provider(3, PRICE, SLOW);
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private static Reply story() {
        return Reply.saying("Once", " upon", " a", " time");
    }

    private ProviderActor provider(int wallet, Wei price, Duration delay) {
        ProviderActor provider = new ProviderActor(market, market.chain().wallet(wallet));
        FaultyProxy road = market.closing(new FaultyProxy(provider.port(), SEED + wallet, delay));
        roads.add(road);
        provider.registersAs(road.endpoint()).lists(MODEL, price, 64);
        client.fetchesTokens(provider, MODEL, 100_000);
        return provider;
    }

    private GatewayProcess starts(ProviderActor provider, ScriptedBackend backend) {
        return GatewayProcess.start(
                market, provider, backend.api(), GatewayProcess.Launch.USUAL.with("--credit-limit", "1ether"));
    }

    @Test
    void noChatIsLostAndNobodyIsOverpaid() {
        GatewayProcess doomed = starts(steady, honestBackend);
        try (GatewayProcess lying = starts(liar, lyingBackend);
                GatewayProcess late = starts(slow, honestBackend)) {
            List.of(doomed, lying, late).forEach(DaemonProcess::address);
            try (BridgeProcess bridge = startsBridge()) {
                Caller caller = new Caller(bridge.address(), MODEL);
                int quarter = CHATS / 4;

                chat(caller, quarter);
                slow.lists(MODEL, CHEAPER, 64);
                theLiarIsFlagged(bridge);
                long believed = roundsWith(liar);
                long trusted = roundsWith(steady);
                chat(caller, quarter);
                assertThat(roundsWith(liar) - believed).isLessThan(roundsWith(steady) - trusted);
                theSlowOneIsUsedLessThanTheOtherHonestOne();
                System.out.printf("seed %d: while all are there, rounds %s%n", SEED, rounds());

                isKilledWhile(doomed, () -> chat(caller, quarter));
                doomed = starts(steady, honestBackend);
                doomed.address();
                assertThat(withdrawsALittle().exitCode()).isZero();
                chat(caller, CHATS - 3 * quarter);

                roads.forEach(FaultyProxy::isMended);
                everythingIsSettled();
                System.out.printf(
                        "seed %d: %d chats, %d faults, %d broken after their first byte, rounds %s%n",
                        SEED, CHATS, faults(), broken.get(), rounds());
            }
            nobodyIsOverpaid();
        } finally {
            doomed.close();
        }
    }

    private BridgeProcess startsBridge() {
        List<String> options = new ArrayList<>(List.of("--without-key"));
        for (ProviderActor provider : List.of(steady, liar, slow)) {
            options.addAll(List.of("--allow-provider", provider.address().toString()));
        }
        return BridgeProcess.start(market, client, options);
    }

    private void chat(Caller caller, int times) {
        Semaphore places = new Semaphore(AT_ONCE);
        List<CompletableFuture<Void>> chats = IntStream.range(0, times)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> inItsPlace(places, () -> chatsOnce(caller, i)),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        chats.forEach(CompletableFuture::join);
    }

    private static void inItsPlace(Semaphore places, Runnable chat) {
        places.acquireUninterruptibly();
        try {
            chat.run();
        } finally {
            places.release();
        }
    }

    private void chatsOnce(Caller caller, int number) {
        switch (caller.chats(number + " " + PROMPT, number % 2 == 0)) {
            case Caller.End.Whole(String text) -> assertThat(text).contains("Once", " time");
            case Caller.End.Broken(String _) -> broken.incrementAndGet();
            case Caller.End.Lost(String why) ->
                throw new AssertionError("seed %d: chat %d was lost: %s".formatted(SEED, number, why));
        }
    }

    private void isKilledWhile(GatewayProcess gateway, Runnable load) {
        int before = honestBackend.calls();
        CompletableFuture<Void> chats =
                CompletableFuture.runAsync(load, task -> Thread.ofVirtual().start(task));
        honestBackend.awaitCalls(before + AT_ONCE);
        gateway.isKilled();
        chats.join();
    }

    private void theLiarIsFlagged(BridgeProcess bridge) {
        assertThat(seller(bridge, liar).path("billedToCounted").asDouble()).isGreaterThan(1.5);
        assertThat(seller(bridge, liar).path("trust").asDouble()).isLessThan(1);
        assertThat(seller(bridge, steady).path("trust").asDouble()).isEqualTo(1);
        assertThat(seller(bridge, slow).path("trust").asDouble()).isEqualTo(1);
    }

    private static JsonNode seller(BridgeProcess bridge, ProviderActor provider) {
        return new Http()
                .get(bridge.address() + "/models/" + MODEL + "@" + provider.address())
                .json()
                .path("deopenchat");
    }

    private BridgeCommands.Result withdrawsALittle() {
        return new BridgeCommands(market, client)
                .withdraws("--provider", slow.address().toString(), "--amount", "1gwei");
    }

    private int faults() {
        return roads.stream().mapToInt(FaultyProxy::faults).sum();
    }

    private List<ObjectNode> journal() {
        return BridgeActor.journal(client.stateDirectory());
    }

    private void everythingIsSettled() {
        Eventually.holds(
                "seed " + SEED + ": every round is confirmed or void",
                () -> journal().stream()
                        .allMatch(round -> List.of("confirmed", "void")
                                .contains(round.path("state").asText())));
    }

    private static boolean isConfirmed(ObjectNode round) {
        return round.path("state").asText().equals("confirmed");
    }

    private long roundsWith(ProviderActor provider) {
        return rounds(provider).count();
    }

    private Stream<ObjectNode> rounds(ProviderActor provider) {
        return journal().stream()
                .filter(round -> round.path("provider")
                        .asText()
                        .equals(provider.address().toString()));
    }

    private String rounds() {
        return "steady %d, liar %d, slow %d of %d"
                .formatted(
                        roundsWith(steady),
                        roundsWith(liar),
                        roundsWith(slow),
                        journal().size());
    }

    /** When the other is gone, it is taken rather than the liar. */
    private void theSlowOneIsUsedLessThanTheOtherHonestOne() {
        assertThat(roundsWith(slow)).isLessThan(roundsWith(steady));
    }

    /** Receipts hold what was agreed, to the token, and the chain pays them once. */
    private void nobodyIsOverpaid() {
        BridgeCommands.Result verified = new BridgeCommands(market, client)
                .runs(
                        "receipts",
                        List.of(
                                "--verify",
                                "--state-dir",
                                client.stateDirectory().toString()));
        assertThat(verified.exitCode()).as(verified.toString()).isZero();
        for (ProviderActor provider : List.of(steady, liar, slow)) {
            provider.claims();
            Wei owed = rounds(provider)
                    .filter(ThreeProvidersIT::isConfirmed)
                    .map(round -> Wei.parseCanonical(round.path("cost").asText()))
                    .reduce(Wei.ZERO, Wei::plus);
            assertThat(client.account(provider).claimed()).isEqualTo(owed);
        }
    }
}
