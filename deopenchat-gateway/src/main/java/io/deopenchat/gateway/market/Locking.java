package io.deopenchat.gateway.market;

import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.gateway.market.FitRule.Fit;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Locks orders that fit, as long as there is a place for them. */
final class Locking {
    private static final Logger LOG = LoggerFactory.getLogger(Locking.class);

    /** Orders that one look asks the chain about. */
    static final int MAX_TRIES = 32;

    /** Before an open order that the contract refused is tried again: prices, records and other orders of its client change. */
    static final Duration SLEEP = Duration.ofMinutes(5);

    private final MarketChain chain;
    private final Offered offered;
    private final OwnOrders own;
    private final FitRule fit;
    private final Races races;
    private final Waste waste;
    private final Function<Bytes32, Optional<Listing>> listings;
    private final ToIntFunction<Bytes32> inFlight;

    private BigInteger perGas = BigInteger.ZERO;
    private Instant nextGasPrice = Instant.MIN;
    private Instant nextLock = Instant.MIN;
    private long lastHead = -1;
    private String told = "";

    /**
     * @param listings what this provider lists now
     * @param inFlight rounds of a model
     */
    Locking(
            MarketChain chain,
            Offered offered,
            OwnOrders own,
            FitRule fit,
            Races races,
            Waste waste,
            Function<Bytes32, Optional<Listing>> listings,
            ToIntFunction<Bytes32> inFlight) {
        this.chain = chain;
        this.offered = offered;
        this.own = own;
        this.fit = fit;
        this.races = races;
        this.waste = waste;
        this.listings = listings;
        this.inFlight = inFlight;
    }

    /** Whether anything is locked at all. */
    boolean isWanted() {
        return fit.config().serves();
    }

    /** What one range of blocks tells of orders. */
    void note(List<OrderEvent.OfferEvent> events, Instant now) {
        events.forEach(event -> offered.note(event, now));
        offered.trim(entry -> judge(entry, now) == Fit.FITS, now);
    }

    void lockSome(long head, Instant now) {
        offered.removeOver(now);
        if (head != lastHead) {
            lastHead = head;
            offered.nextTaken().ifPresent(this::lookAgain);
        }
        List<Offered.Entry> awake = mayLock(now) ? offered.awake(now) : List.of();
        int tries = 0;
        for (Offered.Entry entry : awake) {
            if (!mayLock(now) || tries == MAX_TRIES) {
                return;
            }
            if (isWanted(entry, head, now)) {
                tries++;
                tryTo(entry, now);
            }
        }
    }

    /** A reorganisation opens an order again and leaves no event; one that is over needs no memory. */
    private void lookAgain(Offered.Entry entry) {
        switch (chain.order(entry.id()).map(Order::state).orElse(OrderState.NONE)) {
            case OPEN -> offered.wake(entry.id());
            case NONE, LOCKED -> {}
            case FINISHED, EXPIRED, RETURNED -> offered.remove(entry.id());
        }
    }

    private boolean mayLock(Instant now) {
        return !now.isBefore(nextLock) && own.open().size() < fit.config().maxOrders() && waste.mayWaste(now);
    }

    private boolean isWanted(Offered.Entry entry, long head, Instant now) {
        Fit verdict = judge(entry, now);
        if (!verdict.mayChange()) {
            LOG.debug("order {} does not fit: {}", entry.id(), verdict);
            offered.remove(entry.id());
        }
        return verdict == Fit.FITS
                && listing(entry).filter(this::hasPlace).isPresent()
                && !own.hasClient(entry.order().client())
                && races.isTurn(entry, head, now);
    }

    private Fit judge(Offered.Entry entry, Instant now) {
        return fit.of(entry.order().terms(), listing(entry), () -> perGas(now), now);
    }

    private Optional<Listing> listing(Offered.Entry entry) {
        return listings.apply(entry.order().terms().model());
    }

    /** Gas prices change slowly, and this is asked for each order. */
    private BigInteger perGas(Instant now) {
        if (!now.isBefore(nextGasPrice)) {
            perGas = chain.perGas();
            nextGasPrice = now.plus(MarketRun.PAUSE);
        }
        return perGas;
    }

    /** A locked order is a round that may begin at any moment. */
    private boolean hasPlace(Listing listing) {
        long promised = own.open().stream()
                .filter(order -> order.model().equals(listing.name()))
                .count();
        return promised < listing.capacity() && inFlight.applyAsInt(listing.model()) < listing.capacity();
    }

    private void tryTo(Offered.Entry entry, Instant now) {
        String model = listing(entry).map(Listing::name).orElse("");
        Step.Lock step = new Step.Lock(
                entry.id(),
                entry.order().terms(),
                fit.gas().share(entry.order().terms().stake()));
        Sending sending = send(step, entry, model, now);
        switch (sending) {
            case Sending.Sent() -> {
                LOG.info(
                        "locking order {} of client {}, {}",
                        entry.id(),
                        entry.order().client(),
                        model);
                offered.sleep(entry.id(), Instant.MAX);
                waste.spent(now);
            }
            case Sending.Busy() -> nextLock = now.plusMillis(1);
            case Sending.Later later -> postpone(later.why(), now);
            case Sending.Refused(String why) -> {
                LOG.debug("order {} cannot be locked: {}", entry.id(), why);
                leave(entry.id(), now);
            }
        }
    }

    /** Somebody has it, or it is over; else what this provider lists or has done does not suffice, which changes. */
    private void leave(long orderId, Instant now) {
        switch (chain.order(orderId).map(Order::state).orElse(OrderState.NONE)) {
            case NONE, OPEN -> offered.sleep(orderId, now.plus(SLEEP));
            case LOCKED -> offered.sleep(orderId, Instant.MAX);
            case EXPIRED, FINISHED, RETURNED -> offered.remove(orderId);
        }
    }

    /** What the chain cannot take was certainly not sent. */
    private Sending send(Step.Lock step, Offered.Entry entry, String model, Instant now) {
        boolean sent = false;
        try {
            Sending sending = chain.send(step, () -> own.begin(entry, model, now));
            sent = sending instanceof Sending.Sent;
            return sending;
        } finally {
            if (!sent) {
                own.undo(entry.id());
            }
        }
    }

    private void postpone(String why, Instant now) {
        nextLock = now.plus(MarketRun.PAUSE);
        if (!why.equals(told)) {
            LOG.warn("no order is locked for now: {}", why);
            told = why;
        }
    }
}
