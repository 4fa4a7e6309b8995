package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.money.Wei;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders of the open market, from the stake to its last base unit, with gateways and bridges as processes of their own. */
final class MarketIT {
    private static final String MODEL = "storyteller";
    private static final Wei PRICE = Wei.parseWithUnit("1000gwei");
    private static final int PROMPT_TOKENS = 11;
    private static final int COMPLETION_TOKENS = 4;
    private static final Wei STAKE = Wei.parseWithUnit("0.01ether");
    private static final Wei COST = Wei.of((PROMPT_TOKENS + COMPLETION_TOKENS) * 1_000_000_000L);

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private Marketplace market;
    private ScriptedBackend backend;
    private OrderingClient client;

    @BeforeEach
    void opens() {
        market = new Marketplace(chain, scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon", " a", " time").usage(PROMPT_TOKENS, COMPLETION_TOKENS));
        client = new OrderingClient(market, MODEL);
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private GatewayProcess serves(ProviderActor provider) {
        return GatewayProcess.start(
                market, provider, backend.api(), GatewayProcess.Launch.USUAL.with("--serve-orders"));
    }

    private ProviderActor provider(int wallet) {
        return new ProviderActor(market, market.chain().wallet(wallet)).lists(MODEL, PRICE, 8);
    }

    private Order order(long id) {
        return market.contract().orders().order(id).orElseThrow();
    }

    @Test
    void anOrderIsAnsweredAsItStreamsAndItsRestReturns() {
        ProviderActor provider = provider(0);
        try (GatewayProcess gateway = serves(provider)) {
            gateway.address();
            BridgeCommands.Result told = client.orders("What happened?", STAKE, "1m");
            assertThat(told.exitCode()).as(told.toString()).isZero();
            assertThat(told.out())
                    .contains("Once upon a time")
                    .contains("cost " + COST)
                    .contains("finished: stake " + STAKE + ", paid " + COST + ", returned " + STAKE.minus(COST));
            assertThat(order(1).state()).isEqualTo(OrderState.FINISHED);
            assertThat(client.credit()).isEqualTo(STAKE.minus(COST));
        }
    }

    @Test
    void nobodyLocksInTimeAndTheWholeStakeReturns() {
        BridgeCommands.Result told = client.orders("Anybody there?", STAKE, "3s");
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.err()).contains("no provider locked the order in time");
        assertThat(told.out()).contains("returned: stake " + STAKE + ", paid 0, returned " + STAKE);
        assertThat(order(1).state()).isEqualTo(OrderState.RETURNED);
    }

    @Test
    void aProviderThatStaysSilentIsAskedAndAnotherOneServes() {
        ProviderActor silent = provider(2);
        ProviderActor honest = provider(0);
        CompletableFuture<BridgeCommands.Result> told = CompletableFuture.supplyAsync(
                () -> client.orders("Anybody there?", STAKE, "60s"),
                task -> Thread.ofVirtual().start(task));
        locks(silent, posted(1));
        Eventually.holds("opened again", () -> {
            // a chain that mines on demand has no time of its own
            chain.node().mine();
            return order(1).state() == OrderState.OPEN;
        });
        try (GatewayProcess gateway = serves(honest)) {
            gateway.address();
            BridgeCommands.Result result = told.join();
            assertThat(result.exitCode()).as(result.toString()).isZero();
            assertThat(result.out()).contains("Once upon a time");
        }
        assertThat(order(1).lastProvider()).isEqualTo(honest.address());
        isSettled(1, COST);
        assertThat(market.contract()
                        .reputation()
                        .providerRecord(silent.address())
                        .ordersAbandoned())
                .isEqualTo(1);
    }

    /** Its gateway takes connections and answers nothing, so that the order ends before anything could be asked. */
    @Test
    void aProviderThatCouldNotBeAskedGivesTheOrderBack() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProviderActor silent = new ProviderActor(market, market.chain().wallet(2))
                    .registersAs("http://127.0.0.1:" + deaf.getLocalPort())
                    .lists(MODEL, PRICE, 8);
            CompletableFuture<BridgeCommands.Result> told = CompletableFuture.supplyAsync(
                    () -> client.orders("Anybody there?", STAKE, "60s"),
                    task -> Thread.ofVirtual().start(task));
            locks(silent, posted(1));
            Eventually.holds("challenged", () -> {
                chain.node().mine();
                return order(1).silentFrom().isPresent();
            });
            market.sender(silent.wallet()).send(market.contract().orders().finishOrder(1));
            BridgeCommands.Result result = told.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
            assertThat(result.out()).contains("finished: stake " + STAKE + ", paid 0, returned " + STAKE);
        }
    }

    @Test
    void theKeyOfTheWalletAndTheChainTellEveryOrder() {
        client.orders("Anybody there?", STAKE, "3s");
        DaemonProcess killed = client.ordersInAProcess("Anybody there?", STAKE, "3s");
        posted(2);
        killed.isKilled();
        Eventually.holds("the time to lock is over", () -> {
            chain.node().mine();
            return !market.node().headTime().isBefore(order(2).lockUntil());
        });

        BridgeCommands.Result told = client.looksBack();
        assertThat(told.out())
                .contains("order 1 ", "order 2 ", MODEL, "returned", "open", "can be taken back now", "--take-back");
        assertThat(client.looksBack("--restore").out()).contains("order 2 restored");
        assertThat(client.looksBack("--take-back").out()).contains("order 2: sent");
        assertThat(order(2).state()).isEqualTo(OrderState.RETURNED);
        assertThat(client.looksBack("--json").out())
                .contains("\"returned\":\"" + STAKE + "\"")
                .contains("\"keyKnown\":true")
                .doesNotContain("\"canBeTakenBack\":true");
        assertThat(client.looksBackWithoutKey().out()).contains("order 2 ").doesNotContain(MODEL);
    }

    @Test
    void killedAfterThePostItGoesOnAndIsAnsweredOnce() {
        DaemonProcess killed = client.ordersInAProcess("Where were we?", STAKE, "60s");
        posted(1);
        killed.isKilled();
        ProviderActor provider = provider(0);
        try (GatewayProcess gateway = serves(provider)) {
            gateway.address();
            BridgeCommands.Result told = client.resumes();
            assertThat(told.out())
                    .as(told.toString())
                    .contains("Once upon a time")
                    .contains("finished");
            assertThat(market.contract().orders().orderCount()).isEqualTo(1);
            assertThat(backend.calls()).isEqualTo(1);
            isSettled(1, COST);
            assertThat(client.resumes().out()).contains("every order has ended");
        }
    }

    @Test
    void killedInTheRoundItFindsOutWhatItOwesAndPaysIt() {
        Gate gate = Gate.closed();
        backend.answers(Reply.saying("Once", " upon", " a", " time")
                .usage(PROMPT_TOKENS, COMPLETION_TOKENS)
                .pausingAfter(2, gate));
        ProviderActor provider = provider(0);
        try (GatewayProcess gateway = serves(provider)) {
            gateway.address();
            DaemonProcess killed = client.ordersInAProcess("Where were we?", STAKE, "60s");
            gate.awaitArrivals(1);
            killed.isKilled();
            gate.open();
            BridgeCommands.Result told = client.resumes();
            assertThat(told.out()).as(told.toString()).contains("Once upon").contains("finished");
            assertThat(backend.calls()).as("one generation, one bill").isEqualTo(1);
            Wei paid = market.account(provider.address(), order(1).client()).claimed();
            assertThat(paid).isGreaterThan(Wei.ZERO);
            isSettled(1, paid);
        }
    }

    @Test
    void anyApplicationAsksTheMarketByANameOfAModel() throws Exception {
        ProviderActor provider = provider(0);
        try (GatewayProcess gateway = serves(provider);
                BridgeProcess bridge = client.startsBridge(STAKE, "30s")) {
            gateway.address();
            Caller caller = new Caller(bridge.address(), "market:" + MODEL);
            assertThat(caller.chats("What happened?", true)).isInstanceOf(Caller.End.Whole.class);
            assertThat(caller.chats("What happened?", false)).isInstanceOf(Caller.End.Whole.class);
            NodeSuite.begin("market/market.test.mjs", bridge.address(), "market:" + MODEL, scratch)
                    .passes();
            Eventually.holds(
                    "all finished",
                    () -> LongStream.rangeClosed(1, 4).allMatch(id -> order(id).state() == OrderState.FINISHED));
            LongStream.rangeClosed(1, 4).forEach(id -> isSettled(id, COST));
        }
    }

    @Test
    void twoProvidersRaceAndEachOrderHasOne() {
        ProviderActor one = provider(0);
        ProviderActor other = provider(2);
        int orders = 6;
        try (GatewayProcess first = serves(one);
                GatewayProcess second = serves(other);
                BridgeProcess bridge = client.startsBridge(STAKE, "60s")) {
            first.address();
            second.address();
            Caller caller = new Caller(bridge.address(), "market:" + MODEL);
            List<CompletableFuture<Caller.End>> chats = IntStream.range(0, orders)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> caller.chats("Number " + i, true),
                            task -> Thread.ofVirtual().start(task)))
                    .toList();
            assertThat(chats).allSatisfy(chat -> assertThat(chat.join()).isInstanceOf(Caller.End.Whole.class));
            Eventually.holds(
                    "all finished",
                    () -> LongStream.rangeClosed(1, orders)
                            .allMatch(id -> order(id).state() == OrderState.FINISHED));
            LongStream.rangeClosed(1, orders).forEach(id -> isSettled(id, COST));
            assertThat(backend.calls()).isEqualTo(orders);
        }
    }

    @Test
    void aClientThatFallsSilentHasItsStakeBack() {
        ProviderActor provider = provider(0);
        BridgeProcess killed = client.startsBridge(STAKE, "60s");
        String address = killed.address();
        Thread.ofVirtual().start(() -> new Caller(address, "market:" + MODEL).chats("Anybody there?", true));
        posted(1);
        killed.isKilled();
        try (GatewayProcess gateway = GatewayProcess.start(
                market,
                provider,
                backend.api(),
                GatewayProcess.Launch.USUAL.with("--serve-orders", "--order-idle", "2s"))) {
            gateway.address();
            Eventually.holds("given back", () -> order(1).state() == OrderState.FINISHED);
            assertThat(client.resumes().out()).contains("finished: stake " + STAKE + ", paid 0, returned " + STAKE);
            isSettled(1, Wei.ZERO);
            assertThat(backend.calls()).isZero();
        }
    }

    /** The order as it was posted. */
    private OrderEvent.OrderPosted posted(long id) {
        return Eventually.finds(
                "order " + id,
                () -> market
                        .contract()
                        .events(OrderEvent.OrderPosted.class, 0, market.node().headBlock())
                        .stream()
                        .filter(order -> order.orderId() == id)
                        .findFirst());
    }

    private void locks(ProviderActor provider, OrderEvent.OrderPosted order) {
        market.sender(provider.wallet()).send(market.contract().orders().lockOrder(order.orderId(), order.terms()));
    }

    /** The stake went to the provider and to the owner, and nothing of it is anywhere else: there is no fee in this market. */
    private void isSettled(long id, Wei paid) {
        Order order = order(id);
        AccountState account = market.account(order.lastProvider(), order.client());
        assertThat(account.claimed()).isEqualTo(paid);
        assertThat(account.escrow()).isEqualTo(Wei.ZERO);
        assertThat(returned(id)).isEqualTo(order.stake().minus(paid));
    }

    private Wei returned(long id) {
        return market
                .contract()
                .events(OrderEvent.OrderFinished.class, 0, market.node().headBlock())
                .stream()
                .filter(finished -> finished.orderId() == id)
                .map(OrderEvent.OrderFinished::returned)
                .reduce(Wei.ZERO, Wei::plus);
    }
}
