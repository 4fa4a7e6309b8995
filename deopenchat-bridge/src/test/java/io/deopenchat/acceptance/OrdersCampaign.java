package io.deopenchat.acceptance;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Order;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Owners who ask the open market through bridges of their own, and providers who race for their orders, each daemon a process
 * with its own state, on a chain that mines a block every second. Some fall silent, are stopped, killed, or go away; then all
 * are back, and no money may be anywhere but where it belongs.
 */
final class OrdersCampaign implements AutoCloseable {
    private static final int BASIS_POINTS = 137;
    private static final int SECONDS_OF_A_BLOCK = 1;
    private static final int CHATS_AT_ONCE = 3;
    /** One in so many orders is for a provider that nobody hears of. */
    private static final int FOR_THE_SILENT = 6;

    private static final Duration WITHDRAWAL_DELAY = Duration.ofMinutes(2);
    private static final Duration TIME_TO_SERVE = Duration.ofMinutes(20);
    private static final Wei FUNDED = Wei.parseWithUnit("100ether");

    /** Without a sign of an end, after which time is moved on. */
    private static final int PATIENCE_BLOCKS = 25;

    private static final int MOST_BLOCKS_TO_THE_END = 600;

    private final Plan plan;
    private final Path scratch;
    private final AnvilChain chain = AnvilChain.behind(WITHDRAWAL_DELAY);
    private final Signer treasury;
    private final Marketplace market;
    private final ProviderActor absent;
    private final Map<Address, Shop> shops = new LinkedHashMap<>();
    private final Map<Address, Customer> customers = new LinkedHashMap<>();
    private final AtomicInteger chats = new AtomicInteger();
    private final Set<OrdersAuditor.Answered> answered = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> otherEnds = new ConcurrentHashMap<>();
    private final OrderFaults faults;

    /** @param orders that are posted at least */
    record Plan(int bridges, int gateways, int orders, long seed) {
        private static final int FEW_BRIDGES = 5;
        private static final int FEW_ORDERS = 100;

        /** Bridges that go away until the end: one of few, or every fifth. */
        int departures() {
            return Math.max(1, bridges / FEW_BRIDGES);
        }

        /** Locks after which nothing happens, for each of the four faults: few orders have to see all of them. */
        int calmForEachFault() {
            return orders < FEW_ORDERS ? 1 : 4;
        }
    }

    /** What came of it. */
    record Outcome(
            OrderBooks books, int whole, Map<String, Integer> otherEnds, OrderFaults faults, List<String> findings) {}

    OrdersCampaign(Plan plan, Path scratch) {
        this.plan = plan;
        this.scratch = scratch;
        SecretKey treasurer = SecretKey.generate(new SecureRandom());
        treasury = new Signer(treasurer, Secp256k1.fastest());
        market = new Marketplace(chain, scratch, WITHDRAWAL_DELAY, treasury.address());
        chain.node().setBalance(treasury.address(), FUNDED);
        market.sender(treasurer).send(market.contract().treasury().setFee(BASIS_POINTS));
        chain.node().increaseTime(WITHDRAWAL_DELAY);
        absent = provider();
        Random random = new Random(plan.seed());
        faults = new OrderFaults(market, shops, customers, new SilentProvider(market, absent, random), plan, random);
    }

    /** One after the other: so many programs that start at once take each other's time. */
    private void everybodyStarts() {
        for (int i = 0; i < plan.gateways(); i++) {
            Shop shop = Shop.opens(market, provider(), log("gateway", shops.size()));
            shops.put(shop.address(), shop);
            shop.gateway().isReady();
        }
        for (int i = 0; i < plan.bridges(); i++) {
            Customer customer = Customer.comes(market, fundedWallet(), log("bridge", customers.size()));
            customers.put(customer.owner(), customer);
            customer.bridge().isReady();
        }
        chain.minesEvery(SECONDS_OF_A_BLOCK);
    }

    private Path log(String what, int number) {
        return scratch.resolve(what + "-" + number + ".log");
    }

    private SecretKey fundedWallet() {
        SecretKey wallet = SecretKey.generate(new SecureRandom());
        chain.node().setBalance(new Signer(wallet, Secp256k1.fastest()).address(), FUNDED);
        return wallet;
    }

    private ProviderActor provider() {
        return new ProviderActor(market, fundedWallet()).lists(StoryBackend.MODEL, StoryBackend.PRICES, 16);
    }

    private Stream<DaemonLives> daemons() {
        return Stream.concat(
                shops.values().stream().map(Shop::gateway),
                customers.values().stream().map(Customer::bridge));
    }

    Outcome runs() {
        everybodyStarts();
        List<CompletableFuture<Void>> applications = new ArrayList<>();
        for (Customer customer : customers.values()) {
            for (int i = 0; i < CHATS_AT_ONCE; i++) {
                applications.add(beside(() -> asks(customer)));
            }
        }
        CompletableFuture<Void> trouble =
                beside(() -> faults.befall(() -> posted() < plan.orders(), () -> posted() >= 2 * plan.orders() / 3));
        trouble.join();
        daemons().forEach(DaemonLives::isBack);
        applications.forEach(CompletableFuture::join);
        comesToItsEnd();
        customers.values().forEach(customer -> customer.bridge().endsInOrder());
        shops.values().forEach(shop -> shop.gateway().endsInOrder());
        return outcome();
    }

    private static CompletableFuture<Void> beside(Runnable task) {
        return CompletableFuture.runAsync(task, run -> Thread.ofVirtual().start(run));
    }

    private long posted() {
        return market.contract().orders().orderCount();
    }

    private void asks(Customer customer) {
        Map<String, Caller> callers = new HashMap<>();
        while (posted() < plan.orders()) {
            Optional<String> address = customer.bridge().address();
            if (address.isEmpty()) {
                awaitNextBlock();
                continue;
            }
            int chat = chats.getAndIncrement();
            String model = "market:" + StoryBackend.MODEL + (chat % FOR_THE_SILENT == 2 ? "@" + absent.address() : "");
            Caller caller = callers.computeIfAbsent(address.get() + " " + model, _ -> new Caller(address.get(), model));
            heard(customer, chat, caller.chats(StoryBackend.prompt(chat), chat % 2 == 1));
        }
    }

    private void heard(Customer customer, int chat, Caller.End end) {
        switch (end) {
            case Caller.End.Whole _ -> answered.add(new OrdersAuditor.Answered(customer.owner(), chat));
            case Caller.End.Broken _ -> otherEnds.merge("broken off", 1, Integer::sum);
            case Caller.End.Lost(String why) -> otherEnds.merge(why.replaceAll("0x[0-9a-f]+", ".."), 1, Integer::sum);
        }
    }

    private void awaitNextBlock() {
        long next = market.node().headBlock() + 1;
        Eventually.holds("block " + next, () -> market.node().headBlock() >= next);
    }

    /** Times that must pass, pass at once when nothing else happens any more. */
    private void comesToItsEnd() {
        List<Long> open =
                new ArrayList<>(LongStream.rangeClosed(1, posted()).boxed().toList());
        Duration next = TIME_TO_SERVE;
        int quiet = 0;
        for (int block = 0; block < MOST_BLOCKS_TO_THE_END && !open.isEmpty(); block++) {
            awaitNextBlock();
            quiet = open.removeIf(this::isOver) ? 0 : quiet + 1;
            if (quiet >= PATIENCE_BLOCKS) {
                chain.node().increaseTime(next);
                next = WITHDRAWAL_DELAY;
                quiet = 0;
            }
        }
    }

    private boolean isOver(long orderId) {
        Order order = market.contract().orders().order(orderId).orElseThrow();
        return switch (order.state()) {
            case FINISHED, RETURNED -> true;
            case EXPIRED -> {
                AccountState account = market.account(order.lastProvider(), order.client());
                yield account.escrow().isZero();
            }
            case NONE, OPEN, LOCKED -> false;
        };
    }

    private Outcome outcome() {
        List<Address> providers = new ArrayList<>(shops.keySet());
        providers.add(absent.address());
        List<Address> others = new ArrayList<>(customers.keySet());
        others.add(treasury.address());
        OrderBooks books = new OrdersOnChain(market, chain.node(), FUNDED, providers, others).read();
        Map<Address, List<Integer>> calls = new LinkedHashMap<>();
        shops.forEach((address, shop) -> calls.put(address, shop.backend().calls()));
        calls.put(absent.address(), List.of());
        List<String> findings = new OrdersAuditor(books, StoryBackend::cost).findings(answered, calls);
        return new Outcome(books, answered.size(), otherEnds, faults, findings);
    }

    @Override
    public void close() {
        market.close();
    }
}
