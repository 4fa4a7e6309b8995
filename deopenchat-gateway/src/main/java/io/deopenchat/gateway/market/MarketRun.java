package io.deopenchat.gateway.market;

import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Order;
import io.deopenchat.gateway.account.OrderAccounts.Progress;
import io.deopenchat.gateway.market.FitRule.Fit;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look after the other: what was sent, what the chain tells, what own orders ask for, and which others fit. A look never
 * waits for a block. What it must remember is in the journal and in the contract, so it can be killed at any moment.
 */
final class MarketRun {
    private static final Logger LOG = LoggerFactory.getLogger(MarketRun.class);

    /** After a step that was refused or could not be sent. */
    static final Duration PAUSE = Duration.ofSeconds(15);

    private final MarketChain chain;
    private final Lookout lookout;
    private final OwnOrders own;
    private final Offered offered = new Offered();
    private final FitRule fit;
    private final SettleRule settle;
    private final Races races;
    private final Waste waste = new Waste();
    private final Function<Bytes32, Optional<Listing>> listings;
    private final ToIntFunction<Bytes32> inFlight;
    private final Function<Address, Optional<SignedRequest>> requests;
    private final InstantSource clock;
    private Instant nextLock = Instant.MIN;
    private BigInteger perGas = BigInteger.ZERO;
    private Instant nextGasPrice = Instant.MIN;

    /**
     * @param listings what this provider lists now
     * @param inFlight rounds of a model
     * @param requests what a client signed last
     */
    MarketRun(
            MarketChain chain,
            Lookout lookout,
            OwnOrders own,
            FitRule fit,
            SettleRule settle,
            Races races,
            Function<Bytes32, Optional<Listing>> listings,
            ToIntFunction<Bytes32> inFlight,
            Function<Address, Optional<SignedRequest>> requests,
            InstantSource clock) {
        this.chain = chain;
        this.lookout = lookout;
        this.own = own;
        this.fit = fit;
        this.settle = settle;
        this.races = races;
        this.listings = listings;
        this.inFlight = inFlight;
        this.requests = requests;
        this.clock = clock;
    }

    /** Whether there is nothing to look after. */
    boolean isIdle() {
        return !fit.config().serves() && own.isEmpty();
    }

    /** How many orders are locked, or about to be. */
    int held() {
        return own.open().size();
    }

    void turn() {
        Instant now = clock.instant();
        chain.landings().forEach(landing -> landed(landing, now));
        long head = chain.head();
        lookout.look(head, event -> own.note(event, now), event -> offered.note(event, now));
        own.refresh(head, now);
        own.locked().forEach(one -> settle(one, now));
        if (fit.config().serves()) {
            offered.removeOver(now);
            lockSome(head, now);
        }
    }

    private void landed(Landing landing, Instant now) {
        long orderId = landing.step().orderId();
        own.changed(orderId);
        switch (landing.step()) {
            case Step.Lock _ -> raced(orderId, landing.end(), now);
            case Step.Finish finish -> finished(finish, landing.end(), now);
            case Step.Answer _ -> LOG.info("the answer for order {} is {}", orderId, landing.end());
        }
    }

    private void finished(Step.Finish step, Landing.End end, Instant now) {
        if (end != Landing.End.DONE) {
            LOG.warn("order {} was not finished ({}); looking at it again", step.orderId(), end);
            own.endSettling(step.orderId(), now.plus(PAUSE));
        } else if (step.last().isPresent()) {
            waste.paid(now);
        } else {
            waste.wasted(now);
        }
    }

    private void raced(long orderId, Landing.End end, Instant now) {
        switch (end) {
            case DONE -> races.won();
            case REVERTED -> {
                LOG.info("order {} was locked by somebody else first", orderId);
                races.lost();
                waste.wasted(now);
                own.lost(orderId, now);
            }
            case DISPLACED -> {
                own.undo(orderId);
                offered.wake(orderId);
            }
        }
    }

    private void settle(Held one, Instant now) {
        Order seen = one.seen();
        if (seen == null || !one.mayTry(now) || chain.isOnItsWay(one.order().id())) {
            return;
        }
        Address client = one.order().client();
        boolean challenged = seen.silentFrom().isPresent();
        Optional<SignedRequest> request = challenged ? requests.apply(client) : Optional.empty();
        Progress progress = own.progress(one);
        switch (settle.next(one.order(), seen, progress, request.isPresent(), now)) {
            case WAIT -> {}
            case ANSWER -> tryTo(new Step.Answer(one.order().id(), request.orElseThrow()), one, now);
            case FINISH -> finish(one, now);
        }
    }

    private void finish(Held one, Instant now) {
        if (own.beginSettling(one)) {
            Progress last = own.progress(one);
            if (!tryTo(new Step.Finish(one.order().id(), last.newest()), one, now)) {
                own.endSettling(one.order().id(), now.plus(PAUSE));
            }
        }
    }

    private boolean tryTo(Step step, Held one, Instant now) {
        boolean sent = switch (chain.send(step)) {
            case Sending.Sent() -> true;
            case Sending.Later(String why) -> {
                LOG.debug("order {} has to wait: {}", step.orderId(), why);
                yield false;
            }
            case Sending.Refused(String why) -> {
                LOG.info("order {} is left as it is: {}", step.orderId(), why);
                one.changed();
                yield false;
            }
        };
        if (!sent) {
            one.tryAgainAt(now.plus(PAUSE));
        }
        return sent;
    }

    private void lockSome(long head, Instant now) {
        List<Offered.Entry> awake = now.isBefore(nextLock) ? List.of() : offered.awake();
        if (awake.isEmpty() || own.open().size() >= fit.config().maxOrders()) {
            return;
        }
        for (Offered.Entry entry : awake) {
            if (own.open().size() >= fit.config().maxOrders() || !waste.mayWaste(now) || now.isBefore(nextLock)) {
                return;
            }
            consider(entry, head, now);
        }
    }

    /** Gas prices change slowly, and this is asked for each order. */
    private BigInteger perGas(Instant now) {
        if (!now.isBefore(nextGasPrice)) {
            perGas = chain.perGas();
            nextGasPrice = now.plus(PAUSE);
        }
        return perGas;
    }

    private void consider(Offered.Entry entry, long head, Instant now) {
        Bytes32 model = entry.order().terms().model();
        Optional<Listing> listing = listings.apply(model);
        Fit verdict = fit.of(entry.order().terms(), listing, () -> perGas(now), now);
        if (verdict != Fit.FITS || listing.isEmpty()) {
            LOG.debug("order {} does not fit: {}", entry.id(), verdict);
            if (!verdict.mayChange()) {
                offered.remove(entry.id());
            }
        } else if (hasPlace(listing.get())
                && !own.hasClient(entry.order().client())
                && races.isTurn(entry, head, now)) {
            lock(entry, listing.get(), now);
        }
    }

    /** A locked order is a round that may begin at any moment. */
    private boolean hasPlace(Listing listing) {
        long promised = own.open().stream()
                .filter(order -> order.model().equals(listing.name()))
                .count();
        return promised < listing.capacity() && inFlight.applyAsInt(listing.model()) < listing.capacity();
    }

    private void lock(Offered.Entry entry, Listing listing, Instant now) {
        own.begin(entry, listing.name(), now);
        Step.Lock step = new Step.Lock(
                entry.id(), entry.order().terms(), fit.mostGas(entry.order().terms()));
        switch (chain.send(step)) {
            case Sending.Sent() -> {
                LOG.info(
                        "locking order {} of client {}, {}",
                        entry.id(),
                        entry.order().client(),
                        listing.name());
                offered.sleep(entry.id());
            }
            case Sending.Later(String why) -> {
                LOG.info("order {} is not locked now: {}", entry.id(), why);
                own.undo(entry.id());
                nextLock = now.plus(PAUSE);
            }
            case Sending.Refused(String why) -> {
                LOG.debug("order {} cannot be locked: {}", entry.id(), why);
                own.undo(entry.id());
                offered.sleep(entry.id());
            }
        }
    }
}
