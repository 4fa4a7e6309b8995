package io.deopenchat.gateway.market;

import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.gateway.account.OrderAccounts;
import io.deopenchat.gateway.account.OrderAccounts.Progress;
import io.deopenchat.gateway.account.OrderJournal;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.account.OwnOrder.State;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders that this provider locked or tries to, as the journal and the contract have them. An event only says which one to
 * read again; what the contract answers counts.
 */
final class OwnOrders {
    private static final Logger LOG = LoggerFactory.getLogger(OwnOrders.class);

    /** For the follower of accounts to see that a finished order took its escrow along. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private final MarketChain chain;
    private final OrderJournal journal;
    private final OrderAccounts accounts;
    private final Duration withdrawalDelay;
    private final int depth;
    private final Duration patience;
    private final Consumer<State> onChange;
    private final Map<Long, Held> held = new LinkedHashMap<>();
    private long lastHead = -1;

    /**
     * Goes on with what the journal holds.
     *
     * @param patience with a lock that is in no block and not known to be on its way; should it be mined later, its event tells
     * @param onChange hears the state of an order that came into it
     */
    OwnOrders(
            MarketChain chain,
            OrderJournal journal,
            OrderAccounts accounts,
            Duration withdrawalDelay,
            int depth,
            Duration patience,
            Consumer<State> onChange) {
        this.chain = chain;
        this.journal = journal;
        this.accounts = accounts;
        this.withdrawalDelay = withdrawalDelay;
        this.depth = depth;
        this.patience = patience;
        this.onChange = onChange;
        journal.open().forEach(this::goOn);
    }

    /** The process that locked it may have sent a finish as well: a round that begins now would be served for nothing. */
    private void goOn(OwnOrder order) {
        Held one = new Held(order, 0);
        hold(one);
        if (order.state() == State.LOCKED) {
            one.guarded(true);
            accounts.close(order.client());
        }
    }

    /** Nothing waits that an earlier process sent: what became of it can be read. */
    void readGuarded() {
        held.values().stream().filter(Held::isGuarded).forEach(Held::changed);
    }

    /** After that was read. */
    void openAgain(Instant now) {
        held.values().stream()
                .filter(one -> one.isGuarded() && !one.isStale(now))
                .forEach(this::openAgain);
    }

    private void openAgain(Held one) {
        one.guarded(false);
        if (!one.order().state().isEnd()) {
            accounts.endSettling(one.order().client());
        }
    }

    private void hold(Held order) {
        held.put(order.order().id(), order);
        accounts.hold(order.order().client(), withdrawalDelay);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    boolean contains(long orderId) {
        return held.containsKey(orderId);
    }

    /** Whether another order of the same client is among them: an account holds one at a time. */
    boolean hasClient(Address client) {
        return held.values().stream().anyMatch(one -> one.order().client().equals(client));
    }

    /** Those that take up places. */
    List<OwnOrder> open() {
        return held.values().stream()
                .map(Held::order)
                .filter(order -> !order.state().isEnd())
                .toList();
    }

    List<Held> locked() {
        return held.values().stream()
                .filter(one -> one.order().state() == State.LOCKED)
                .toList();
    }

    /** On disk before the lock is sent. */
    void begin(Offered.Entry offered, String model, Instant now) {
        Address client = offered.order().client();
        Confirmation before = confirmed(client);
        OwnOrder order = new OwnOrder(
                offered.id(),
                client,
                model,
                offered.order().terms().stake(),
                offered.order().terms().timeToServe(),
                before.rounds(),
                before.cumulativeCost(),
                State.SENT,
                null,
                Wei.ZERO,
                now);
        journal.write(order);
        hold(new Held(order, lastHead));
    }

    private Confirmation confirmed(Address client) {
        return accounts.progress(client)
                .newest()
                .map(SignedConfirmation::confirmation)
                .orElseGet(() -> Confirmation.none(chain.provider()));
    }

    /**
     * Another transaction of the wallet has the nonce of its lock. That may have been an earlier form of the same lock, so the
     * contract is asked.
     *
     * @return whether it is not locked, and forgotten
     */
    boolean isUndone(long orderId) {
        boolean ours = chain.order(orderId)
                .filter(order -> isOurs(order) && order.state() != OrderState.OPEN)
                .isPresent();
        if (!ours) {
            undo(orderId);
        }
        return !ours;
    }

    /** The lock was not sent, or never will be mined. */
    void undo(long orderId) {
        if (held.containsKey(orderId)) {
            journal.forget(orderId);
            drop(orderId);
        }
    }

    /** It was mined and refused. */
    void lost(long orderId, Instant now) {
        Held one = held.get(orderId);
        if (one != null
                && one.order().state() == State.SENT
                && one.becomes(one.order().in(State.LOST, now), lastHead)) {
            written(one);
        }
    }

    private void written(Held one) {
        journal.write(one.order());
        onChange.accept(one.order().state());
    }

    private void drop(long orderId) {
        Held gone = held.remove(orderId);
        if (gone != null) {
            accounts.letGo(gone.order().client());
        }
    }

    /** Also of a lock that nobody here remembers: the ledger is a copy, or was lost. */
    void note(OrderEvent event, Instant now) {
        Held known = held.get(event.orderId());
        if (known != null) {
            known.changed();
        } else if (event instanceof OrderEvent.OrderLocked locked && now.isBefore(locked.serveUntil())) {
            adopt(locked, now);
        }
    }

    private void adopt(OrderEvent.OrderLocked locked, Instant now) {
        Optional<Order> seen = chain.order(locked.orderId());
        if (seen.filter(order -> isOurs(order) && order.state() == OrderState.LOCKED)
                .isPresent()) {
            LOG.warn("order {} is locked by this provider, which did not know that it is", locked.orderId());
            OwnOrder order = journal.find(locked.orderId())
                    .map(known -> known.in(State.SENT, now))
                    .orElseGet(() -> unknown(locked, now));
            journal.write(order);
            hold(new Held(order, lastHead));
        }
    }

    private static OwnOrder unknown(OrderEvent.OrderLocked locked, Instant now) {
        return new OwnOrder(
                locked.orderId(),
                locked.client(),
                "",
                locked.stake(),
                Duration.ZERO,
                0,
                Wei.ZERO,
                State.SENT,
                null,
                Wei.ZERO,
                now);
    }

    private boolean isOurs(Order order) {
        return order.lastProvider().equals(chain.provider());
    }

    void changed(long orderId) {
        Held known = held.get(orderId);
        if (known != null) {
            known.changed();
        }
    }

    /** There may be events that nobody will tell. */
    void allChanged() {
        held.values().forEach(Held::changed);
    }

    /** Reads again what may have changed. */
    void refresh(long head, Instant now, Attempts attempts) {
        boolean moved = head != lastHead;
        List.copyOf(held.values()).forEach(one -> attempts.of(() -> refresh(one, moved, head, now)));
        lastHead = head;
    }

    private void refresh(Held one, boolean moved, long head, Instant now) {
        if (one.isStale(now) || (moved && mayHaveChanged(one, head, now))) {
            apply(one, chain.order(one.order().id()), head, now);
        }
        if (isOver(one, head, now)) {
            drop(one.order().id());
        }
    }

    private boolean mayHaveChanged(Held one, long head, Instant now) {
        boolean timeIsOver =
                one.order().serveUntil().filter(end -> !now.isBefore(end)).isPresent();
        return one.isYoung(head, depth) || one.mayBeOver() || one.order().state() == State.SENT || timeIsOver;
    }

    private boolean isOver(Held one, long head, Instant now) {
        State state = one.order().state();
        boolean settled = !one.isYoung(head, depth)
                && !now.isBefore(one.order().changedAt().plus(GRACE));
        return state.isEnd() && (state != State.FINISHED || settled);
    }

    private void apply(Held one, Optional<Order> found, long head, Instant now) {
        one.seen(found.orElse(null), now);
        OwnOrder before = one.order();
        OwnOrder next = found.map(order -> next(before, order, now))
                .orElseGet(() -> before.in(whileNotLocked(before, now), now));
        if (isFinal(one, next.state(), head) && one.becomes(next, head)) {
            written(one);
            LOG.info(
                    "order {} of client {} is {}",
                    next.id(),
                    next.client(),
                    next.state().stored());
        }
    }

    /** A lock that a reorganisation took away comes back; one that was given up for it would be served by nobody. */
    private boolean isFinal(Held one, State next, long head) {
        if (one.order().state() == State.LOCKED && next.isEnd() && next != State.FINISHED) {
            return one.isOverFor(depth, head);
        }
        one.goesOn();
        return true;
    }

    private OwnOrder next(OwnOrder order, Order seen, Instant now) {
        return switch (seen.state()) {
            case LOCKED -> isOurs(seen) ? order.locked(seen.serveUntil().orElse(now), now) : order.in(State.LOST, now);
            case EXPIRED -> order.in(isOurs(seen) ? State.EXPIRED : State.LOST, now);
            case FINISHED -> isOurs(seen) ? order.finished(earned(order), now) : order.in(State.LOST, now);
            case NONE, OPEN -> order.in(isOurs(seen) ? State.REOPENED : whileNotLocked(order, now), now);
            case RETURNED -> order.in(State.LOST, now);
        };
    }

    /** Or not posted, after a reorganisation. */
    private State whileNotLocked(OwnOrder order, Instant now) {
        return switch (order.state()) {
            case SENT -> isGivenUp(order, now) ? State.LOST : State.SENT;
            case LOCKED, FINISHED -> State.SENT;
            case LOST, REOPENED, EXPIRED -> order.state();
        };
    }

    private boolean isGivenUp(OwnOrder order, Instant now) {
        return !chain.isOnItsWay(order.id()) && !now.isBefore(order.changedAt().plus(patience));
    }

    /** Base units that the client confirmed since the lock. */
    Wei earned(long orderId) {
        Held one = held.get(orderId);
        return one == null ? Wei.ZERO : earned(one.order());
    }

    private Wei earned(OwnOrder order) {
        return SettleRule.earned(order, confirmed(order.client()));
    }

    Progress progress(Held one) {
        Progress progress = accounts.progress(one.order().client());
        boolean left = progress.chain()
                .filter(account -> one.isLeft(account, progress.askedFor()))
                .isPresent();
        return new Progress(progress.inFlight(), progress.unconfirmed(), progress.newest(), progress.chain(), left);
    }

    /** Closes its account for new rounds, unless one runs. */
    boolean beginSettling(Held one) {
        return accounts.beginSettling(one.order().client());
    }

    /** It was not finished: its account is open again. */
    void endSettling(long orderId) {
        Held one = held.get(orderId);
        if (one != null) {
            accounts.endSettling(one.order().client());
        }
    }

    void tryAgainAt(long orderId, Instant then) {
        Held one = held.get(orderId);
        if (one != null) {
            one.tryAgainAt(then);
        }
    }
}
