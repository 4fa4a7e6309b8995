package io.deopenchat.gateway.market;

import io.deopenchat.chain.Order;
import io.deopenchat.gateway.account.OrderAccounts.Progress;
import io.deopenchat.gateway.account.OwnOrder;
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
    private final OrderGas gas;
    private final Forerunner forerunner;
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
            OrderGas gas,
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
        this.gas = gas;
        this.forerunner = new Forerunner(chain);
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
        attempts.of(() -> forerunner.look(now));
        boolean alone = forerunner.isOver();
        if (alone) {
            own.readGuarded();
        }
        long head = chain.head();
        attempts.of(() -> lookout.own(head, own::allChanged, event -> own.note(event, now)));
        own.refresh(head, now, attempts);
        if (alone) {
            own.openAgain(now);
        }
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
            case Step.Finish _ -> finished(orderId, landing.end(), now);
            case Step.Answer _ -> LOG.info("the answer for order {} is {}", orderId, landing.end());
        }
    }

    private void finished(long orderId, Landing.End end, Instant now) {
        // a node that is behind does not know of it yet
        own.tryAgainAt(orderId, now.plus(PAUSE));
        if (end != Landing.End.DONE) {
            LOG.warn("order {} was not finished ({}); looking at it again", orderId, end);
            own.endSettling(orderId);
        }
        switch (end) {
            case DONE -> {
                if (gas.isEarnedBack(own.earned(orderId), chain::perGas)) {
                    waste.spared(now);
                }
            }
            case REVERTED -> waste.spent(now);
            case DISPLACED -> {}
        }
    }

    private void raced(long orderId, Landing.End end, Instant now) {
        switch (end) {
            case DONE -> races.won();
            case REVERTED -> {
                LOG.info("order {} was locked by somebody else first", orderId);
                races.lost();
                own.lost(orderId, now);
            }
            case DISPLACED -> {
                if (own.isUndone(orderId)) {
                    waste.spared(now);
                    offered.wake(orderId);
                }
            }
        }
    }

    private void settle(Held one, Instant now) {
        Order seen = one.seen();
        if (seen == null
                || one.isGuarded()
                || !one.mayTry(now)
                || chain.isOnItsWay(one.order().id())) {
            return;
        }
        Progress progress = own.progress(one);
        Optional<SignedRequest> request = SettleRule.wantsProof(one.order(), seen, progress)
                ? requests.apply(one.order().client())
                : Optional.empty();
        switch (settle.next(one.order(), seen, progress, request.isPresent(), now)) {
            case WAIT -> {}
            case ANSWER -> tryTo(answer(one.order(), request.orElseThrow()), one, now);
            case FINISH -> finish(one, now);
        }
    }

    private Step answer(OwnOrder order, SignedRequest request) {
        return new Step.Answer(order.id(), request, gas.ofAnswer(order.stake()));
    }

    private void finish(Held one, Instant now) {
        if (own.beginSettling(one)) {
            if (!tryTo(finish(one.order(), own.progress(one)), one, now)) {
                own.endSettling(one.order().id());
            }
        }
    }

    private Step finish(OwnOrder order, Progress last) {
        return new Step.Finish(order.id(), last.paying(), gas.ofFinish(order.stake(), last.owed()));
    }

    private boolean tryTo(Step step, Held one, Instant now) {
        return switch (chain.send(step, () -> {})) {
            case Sending.Sent() -> true;
            case Sending.Busy() -> false;
            case Sending.Later later -> {
                tell(step, one, later);
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

    /** Without coins an order expires, or is taken away: somebody has to act. */
    private static void tell(Step step, Held one, Sending.Later later) {
        if (one.isNews(later)) {
            LOG.warn("order {} has to wait: {}", step.orderId(), later.why());
        } else {
            LOG.debug("order {} has to wait: {}", step.orderId(), later.why());
        }
    }
}
