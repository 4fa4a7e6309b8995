package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A chain that says what a test wants of orders, and counts what it is asked. */
final class FakeMarket implements MarketChain {
    final List<Step> sent = new ArrayList<>();
    private final List<OrderEvent.OfferEvent> offers = new ArrayList<>();
    private final List<OrderEvent> own = new ArrayList<>();
    private final Map<Long, Order> orders = new HashMap<>();
    private final List<Landing> landings = new ArrayList<>();
    private final Set<Long> onTheirWay = new HashSet<>();
    private Sending answer = new Sending.Sent();
    private long head = 10;
    private int asked;
    private boolean offersFail;
    private boolean earlierWaits;
    private final Set<Long> unreadable = new HashSet<>();
    private Runnable beforeSending = () -> {};

    /** Of a node that nobody runs. */
    static ChainUnavailable unavailable() {
        try (ChainClient nowhere = ChainClient.connect("http://127.0.0.1:1")) {
            nowhere.headBlock();
            throw new IllegalStateException("port 1 has a node");
        } catch (ChainUnavailable expected) {
            return expected;
        }
    }

    void mines(int blocks) {
        head += blocks;
    }

    void posts(OrderEvent.OfferEvent event) {
        offers.add(event);
    }

    void tells(OrderEvent event) {
        own.add(event);
    }

    void has(long id, Order order) {
        orders.put(id, order);
    }

    void failsToTellOffers() {
        offersFail = true;
    }

    void failsToTell(long orderId) {
        unreadable.add(orderId);
    }

    void forgets(long id) {
        orders.remove(id);
    }

    void answers(Sending next) {
        answer = next;
    }

    void lands(Step step, Landing.End end) {
        onTheirWay.remove(step.orderId());
        landings.add(new Landing(step, end));
    }

    void beforeSending(Runnable look) {
        beforeSending = look;
    }

    /** Questions about single orders, and about gas. */
    int asked() {
        return asked;
    }

    @Override
    public Address provider() {
        return Parties.PROVIDER;
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public List<OrderEvent.OfferEvent> offers(long from, long to) {
        if (offersFail) {
            throw unavailable();
        }
        return offers.stream().filter(event -> isWithin(event, from, to)).toList();
    }

    @Override
    public List<OrderEvent> own(long from, long to) {
        return own.stream().filter(event -> isWithin(event, from, to)).toList();
    }

    private static boolean isWithin(OrderEvent event, long from, long to) {
        return event.origin().block() >= from && event.origin().block() <= to;
    }

    @Override
    public Optional<Order> order(long orderId) {
        asked++;
        if (unreadable.contains(orderId)) {
            throw unavailable();
        }
        return Optional.ofNullable(orders.get(orderId));
    }

    @Override
    public BigInteger perGas() {
        asked++;
        return BigInteger.ONE;
    }

    @Override
    public Sending send(Step step, Runnable beforeIt) {
        asked++;
        if (!(answer instanceof Sending.Refused)) {
            beforeIt.run();
            beforeSending.run();
        }
        sent.add(step);
        if (answer instanceof Sending.Sent) {
            onTheirWay.add(step.orderId());
        }
        return answer;
    }

    @Override
    public List<Landing> landings() {
        List<Landing> now = List.copyOf(landings);
        landings.clear();
        return now;
    }

    void hasAnEarlierTransaction(boolean waiting) {
        earlierWaits = waiting;
    }

    @Override
    public boolean areEarlierMined() {
        return !earlierWaits;
    }

    @Override
    public boolean isOnItsWay(long orderId) {
        return onTheirWay.contains(orderId);
    }
}
