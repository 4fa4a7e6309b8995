package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.KeptTransaction;
import io.deopenchat.chain.NodeDown;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.chain.ProvisionalClaim;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Signature;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A market with one order and a clock that moves with each pause; what happens at a time is told beforehand. */
final class FakeMarket implements MarketChain {
    static final Address OWNER = Address.parse("0x00000000000000000000000000000000000000aa");
    static final long ID = 7;
    static final Instant START = Instant.ofEpochSecond(1_800_000_000);
    static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST_TICKS = 200_000;

    final List<String> sent = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private Instant now = START;
    private @Nullable Order order;
    private Optional<AccountState> account = Optional.empty();
    private Optional<ProvisionalClaim> claim = Optional.empty();
    private boolean losesThePost;
    private boolean isDown;
    private boolean isBroken;
    private int ticks;

    private record Event(Instant at, Runnable what) {}

    /** {@code what} happens so long after the start. */
    FakeMarket after(Duration time, Runnable what) {
        events.add(new Event(START.plus(time), what));
        return this;
    }

    void isBroken(boolean broken) {
        isBroken = broken;
    }

    void isDown(boolean down) {
        isDown = down;
    }

    /** The node takes the post and answers nothing. */
    void losesThePost() {
        losesThePost = true;
    }

    void becomes(Order newOrder) {
        order = newOrder;
    }

    void has(AccountState newAccount) {
        account = Optional.of(newAccount);
    }

    void has(ProvisionalClaim newClaim) {
        claim = Optional.of(newClaim);
    }

    Order current() {
        if (order == null) {
            throw new AssertionError("no order was posted");
        }
        return order;
    }

    void isLockedBy(Address provider, Duration timeToServe) {
        becomes(with(OrderState.LOCKED, provider, now.plus(timeToServe), null, false));
    }

    /** As after a block that the chain took back. */
    void isOpenAgain() {
        becomes(with(OrderState.OPEN, current().lastProvider(), null, null, false));
    }

    void isFinished() {
        becomes(with(OrderState.FINISHED, current().lastProvider(), current().serveEnd(), null, false));
    }

    void isExpired() {
        becomes(with(OrderState.EXPIRED, current().lastProvider(), current().serveEnd(), null, false));
    }

    void isAnswered() {
        becomes(with(OrderState.LOCKED, current().lastProvider(), current().serveEnd(), null, true));
    }

    private Order with(
            OrderState state, Address provider, @Nullable Instant end, @Nullable Instant silence, boolean answered) {
        Order old = current();
        return new Order(
                state,
                old.owner(),
                old.client(),
                old.termsHash(),
                old.stake(),
                old.lockUntil(),
                provider,
                end,
                silence,
                answered);
    }

    @Override
    public Address owner() {
        return OWNER;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Duration shortestSilence() {
        return TICK;
    }

    @Override
    public Duration settleTime() {
        return Duration.ZERO;
    }

    @Override
    public Optional<Order> order(long orderId) {
        if (isDown) {
            throw NodeDown.because("the node is down");
        }
        if (isBroken) {
            throw new IllegalStateException("nobody expected this");
        }
        return Optional.ofNullable(order);
    }

    @Override
    public Optional<AccountState> account(Address provider, Address client) {
        return account;
    }

    @Override
    public long post(OrderTerms terms, PublicKey client, Signature bind, Bytes memo, Consumer<KeptTransaction> keeper) {
        keeper.accept(new KeptTransaction(
                OWNER, new SignedTransaction(Bytes32.ZERO, 0, 1, new Fees(BigInteger.ONE, BigInteger.ONE), "0x00")));
        sent.add("post");
        order = new Order(
                OrderState.OPEN,
                OWNER,
                client.address(),
                Bytes32.ZERO,
                terms.stake(),
                terms.lockUntil(),
                Address.ZERO,
                null,
                null,
                false);
        if (losesThePost) {
            throw NodeDown.because("the connection broke");
        }
        return ID;
    }

    @Override
    public Posting goOn(KeptTransaction posting) {
        return order == null ? new Posting.Never("displaced") : new Posting.Posted(ID);
    }

    @Override
    public void takeBack(long orderId) {
        sent.add("takeBack");
        becomes(with(OrderState.RETURNED, current().lastProvider(), null, null, false));
    }

    @Override
    public void challenge(long orderId, OrderTerms terms) {
        sent.add("challenge");
        becomes(with(
                OrderState.LOCKED,
                current().lastProvider(),
                current().serveEnd(),
                now.plus(terms.maxSilence()),
                false));
    }

    @Override
    public boolean canReopen(long orderId) {
        return current().silentFrom().filter(from -> !now.isBefore(from)).isPresent();
    }

    @Override
    public void reopen(long orderId) {
        sent.add("reopen");
        becomes(with(OrderState.OPEN, current().lastProvider(), null, null, false));
    }

    @Override
    public void requestRest(Address provider, Address client, Wei declared) {
        sent.add("requestRest");
    }

    @Override
    public void takeRest(Address provider, Address client) {
        sent.add("takeRest");
        account = account.map(state -> state.withMoney(Wei.ZERO, state.claimed()));
    }

    @Override
    public Optional<ProvisionalClaim> claim(Address provider, Address client) {
        return claim;
    }

    @Override
    public void contest(Address provider, Address client, Bytes32 requestHash, Wei owed) {
        assertThat(claim.map(ProvisionalClaim::requestHash)).contains(requestHash);
        assertThat(claim.orElseThrow().closesAt()).isAfter(now);
        sent.add("contest " + owed);
        claim = Optional.empty();
        account = account.map(state -> after(state, owed));
    }

    /** What is contested is burned, and all that the account held is decided on. */
    private static AccountState after(AccountState old, Wei owed) {
        return new AccountState(
                old.client(),
                old.owner(),
                old.bound(),
                old.publicKey(),
                old.escrow().minus(old.locked()),
                old.claimed().plus(owed),
                old.rounds(),
                old.ktokens(),
                Wei.ZERO,
                old.withdrawing(),
                old.declaredTotal(),
                old.maturity(),
                old.lapse(),
                old.releaseNonce(),
                old.withdrawalBeneficiary(),
                old.flagged(),
                old.locked().minus(owed));
    }

    @Override
    public void pause(Instant until) {
        if (++ticks > MOST_TICKS) {
            throw new AssertionError("the order does not end: " + sent);
        }
        now = now.plus(TICK);
        List<Event> due =
                events.stream().filter(event -> !event.at().isAfter(now)).toList();
        events.removeAll(due);
        due.forEach(event -> event.what().run());
    }
}
