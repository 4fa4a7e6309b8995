package io.deopenchat.gateway.market;

import io.deopenchat.chain.Order;
import io.deopenchat.gateway.account.OrderAccounts.Progress;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
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
    private final Offered offered;
    private final Locking locking;
    private final SettleRule settle;
    private final Races races;
    private final Waste waste;
    private final Function<Address, Optional<SignedRequest>> requests;
    private final InstantSource clock;
    /** @param requests what a client signed last */
    MarketRun(
            MarketChain chain,
            Lookout lookout,
            OwnOrders own,
            Offered offered,
            Locking locking,
            SettleRule settle,
            Races races,
            Waste waste,
            Function<Address, Optional<SignedRequest>> requests,
            InstantSource clock) {
        this.chain = chain;
        this.lookout = lookout;
        this.own = own;
        this.offered = offered;
        this.locking = locking;
        this.settle = settle;
        this.races = races;
        this.waste = waste;
        this.requests = requests;
        this.clock = clock;
    }

    /** Whether there is nothing to look after. */
    boolean isIdle() {
        return !locking.isWanted() && own.isEmpty();
    }

    /** How many orders are locked, or about to be. */
    int held() {
        return own.open().size();
    }

    void turn() {
        Instant now = clock.instant();
        Attempts attempts = new Attempts();
        attempts.of(() -> landings(attempts, now));
        long head = chain.head();
        attempts.of(() -> lookout.own(head, own::allChanged, event -> own.note(event, now)));
        own.refresh(head, now, attempts);
        own.locked().forEach(one -> attempts.of(() -> settle(one, now)));
        if (locking.isWanted()) {
            attempts.of(() -> lockSome(head, now));
        }
        attempts.rethrow();
    }

    private void landings(Attempts attempts, Instant now) {
        chain.landings().forEach(landing -> attempts.of(() -> landed(landing, now)));
    }

    private void lockSome(long head, Instant now) {
        lookout.offers(head, now, events -> locking.note(events, now));
        locking.lockSome(head, now);
    }

    /** Before an orderly end: finishes what can be finished, and waits for nothing. */
    void last() {
        Instant now = clock.instant();
        Attempts attempts = new Attempts();
        attempts.of(() -> landings(attempts, now));
        own.locked().forEach(one -> attempts.of(() -> settle(one, now)));
        attempts.rethrow();
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
        // a node that is behind does not know of it yet
        own.tryAgainAt(step.orderId(), now.plus(PAUSE));
        if (end != Landing.End.DONE) {
            LOG.warn("order {} was not finished ({}); looking at it again", step.orderId(), end);
            own.endSettling(step.orderId());
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
                own.endSettling(one.order().id());
            }
        }
    }

    private boolean tryTo(Step step, Held one, Instant now) {
        return switch (chain.send(step, () -> {})) {
            case Sending.Sent() -> true;
            case Sending.Busy() -> false;
            case Sending.Later(String why) -> {
                LOG.debug("order {} has to wait: {}", step.orderId(), why);
                one.tryAgainAt(now.plus(PAUSE));
                yield false;
            }
            case Sending.Refused(String why) -> {
                LOG.info("order {} is left as it is: {}", step.orderId(), why);
                one.changed();
                one.tryAgainAt(now.plus(PAUSE));
                yield false;
            }
        };
    }
}
