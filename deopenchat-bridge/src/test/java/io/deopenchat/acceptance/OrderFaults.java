package io.deopenchat.acceptance;

import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.signing.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * What befalls daemons right after an order was locked, when all sides depend on each other. Faults are dealt from a deck that
 * holds each of them, so that few orders see all kinds; how long one lasts is counted in blocks.
 */
final class OrderFaults {
    private static final List<Fault> FAULTS =
            List.of(Fault.GATEWAY_STOPPED, Fault.GATEWAY_KILLED, Fault.BACKEND_SILENT, Fault.BRIDGE_KILLED);
    private static final int SHORTEST = 2;
    private static final int SPREAD = 6;

    /** So that some are taken for silent, and some are not. */
    private static final int SHORTEST_STOP = 6;

    private static final int SPREAD_OF_STOPS = 18;

    /** What may befall somebody, beside nothing. */
    enum Fault {
        NONE,
        GATEWAY_STOPPED,
        GATEWAY_KILLED,
        BACKEND_SILENT,
        BRIDGE_KILLED,
        /** It comes back when everything is over. */
        BRIDGE_GONE
    }

    private final Marketplace market;
    private final Map<Address, Shop> shops;
    private final Map<Address, Customer> customers;
    private final SilentProvider silent;
    private final OrdersCampaign.Plan plan;
    private final Random random;
    private final Deque<Fault> deck = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private int departures;
    private long seen;

    OrderFaults(
            Marketplace market,
            Map<Address, Shop> shops,
            Map<Address, Customer> customers,
            SilentProvider silent,
            OrdersCampaign.Plan plan,
            Random random) {
        this.market = market;
        this.shops = shops;
        this.customers = customers;
        this.silent = silent;
        this.plan = plan;
        this.departures = plan.departures();
        this.random = random;
        this.seen = market.node().headBlock();
    }

    /**
     * Looks at each block, as long as orders are posted.
     *
     * @param mayDepart whether so much is done that the others can do the rest
     */
    void befall(BooleanSupplier going, BooleanSupplier mayDepart) {
        while (going.getAsBoolean()) {
            awaitBlock(seen + 1);
            long head = market.node().headBlock();
            market.contract().events(OrderEvent.class, seen + 1, head).forEach(event -> {
                switch (event) {
                    case OrderEvent.OrderPosted posted -> silent.looksAt(posted);
                    case OrderEvent.OrderLocked locked
                    when shops.containsKey(locked.provider()) -> deal(locked, mayDepart.getAsBoolean());
                    default -> {}
                }
            });
            seen = head;
        }
        silent.hasDone();
        running.forEach(CompletableFuture::join);
    }

    /** How often each happened. */
    Map<Fault, Integer> counts() {
        return counts;
    }

    int kills() {
        return counts.getOrDefault(Fault.GATEWAY_KILLED, 0)
                + counts.getOrDefault(Fault.BRIDGE_KILLED, 0)
                + counts.getOrDefault(Fault.BRIDGE_GONE, 0);
    }

    private void deal(OrderEvent.OrderLocked locked, boolean mayDepart) {
        boolean departs = mayDepart && departures > 0;
        Fault fault = departs ? Fault.BRIDGE_GONE : draw();
        if (fault == Fault.NONE) {
            return;
        }
        DaemonLives victim = victim(fault, locked);
        if (!victim.isPickedOut()) {
            deck.addLast(fault);
            return;
        }
        departures -= departs ? 1 : 0;
        counts.merge(fault, 1, Integer::sum);
        int blocks = fault == Fault.GATEWAY_STOPPED
                ? SHORTEST_STOP + random.nextInt(SPREAD_OF_STOPS)
                : SHORTEST + random.nextInt(SPREAD);
        running.add(CompletableFuture.runAsync(
                () -> strike(fault, victim, locked, blocks),
                task -> Thread.ofVirtual().start(task)));
    }

    private Fault draw() {
        if (deck.isEmpty()) {
            List<Fault> cards = new ArrayList<>(FAULTS);
            cards.addAll(Collections.nCopies(FAULTS.size() * plan.calmForEachFault(), Fault.NONE));
            Collections.shuffle(cards, random);
            deck.addAll(cards);
        }
        return deck.removeFirst();
    }

    private DaemonLives victim(Fault fault, OrderEvent.OrderLocked locked) {
        return switch (fault) {
            case NONE, GATEWAY_STOPPED, GATEWAY_KILLED, BACKEND_SILENT ->
                shop(locked).gateway();
            case BRIDGE_KILLED, BRIDGE_GONE -> customer(locked).bridge();
        };
    }

    private Shop shop(OrderEvent.OrderLocked locked) {
        return Objects.requireNonNull(shops.get(locked.provider()));
    }

    private Customer customer(OrderEvent.OrderLocked locked) {
        Order order = market.contract().orders().order(locked.orderId()).orElseThrow();
        return Objects.requireNonNull(customers.get(order.owner()));
    }

    private void strike(Fault fault, DaemonLives victim, OrderEvent.OrderLocked locked, int blocks) {
        long end = market.node().headBlock() + blocks;
        switch (fault) {
            case NONE -> {}
            case BRIDGE_GONE -> {
                victim.dies();
                return;
            }
            case GATEWAY_STOPPED -> {
                victim.isStopped();
                awaitBlock(end);
                victim.isBack();
            }
            case GATEWAY_KILLED, BRIDGE_KILLED -> {
                victim.dies();
                awaitBlock(end);
                victim.isBack();
            }
            case BACKEND_SILENT -> {
                StoryBackend backend = shop(locked).backend();
                backend.fallsSilent();
                awaitBlock(end);
                backend.speaks();
            }
        }
        victim.isLeftAlone();
    }

    private void awaitBlock(long block) {
        Eventually.holds("block " + block, () -> market.node().headBlock() >= block);
    }
}
