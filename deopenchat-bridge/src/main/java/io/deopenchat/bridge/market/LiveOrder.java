package io.deopenchat.bridge.market;

import io.deopenchat.bridge.provider.FailureLog;
import io.deopenchat.bridge.provider.UnknownProvider;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.InsufficientFunds;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.ProvisionalClaim;
import io.deopenchat.chain.TransactionPending;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order of this owner, from before it is posted until no money is left in it. What to do is read from the chain each time,
 * so that whoever is killed goes on where the chain is. One thread takes the steps; the rounds run beside it.
 */
public final class LiveOrder {
    static final Duration FIRST_DELAY = Duration.ofMillis(250);
    static final Duration MAX_DELAY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(LiveOrder.class);

    private final OrderDirectory directory;
    private final Signer client;
    private final Buyer buyer;
    private final MarketChain chain;
    private final Deals deals;
    private final Steps steps;
    private final FailureLog failures;
    private final FailureLog openings;
    private final CompletableFuture<Heard> heard = new CompletableFuture<>();
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private volatile OrderFile file;
    private @Nullable Deal deal;
    private @Nullable Address dealer;
    private Instant nextAsk = Instant.EPOCH;
    private Duration delay = FIRST_DELAY;

    /** Where the accounts of one order are opened. */
    interface Deals {
        /** @throws UnknownProvider if the provider cannot be used */
        Deal open(Address provider);

        /** Whether something was ever signed for the provider. */
        boolean hasBegun(Address provider);
    }

    /** What the buyer gets to know. */
    public sealed interface Heard {
        /** It was served, or knows itself why not. */
        record Over() implements Heard {}

        /** Nobody served it, and the stake returns. */
        record NotServed(String why) implements Heard {}
    }

    LiveOrder(OrderDirectory directory, OrderFile file, Signer client, Buyer buyer, MarketChain chain, Deals deals) {
        this.directory = directory;
        this.file = file;
        this.client = client;
        this.buyer = buyer;
        this.chain = chain;
        this.deals = deals;
        this.steps = new Steps(file.terms(), chain.settleTime(), chain.shortestSilence());
        this.failures = new FailureLog(LOG, "the order of client " + file.client() + " cannot go on, trying again");
        this.openings = new FailureLog(LOG, "who locked the order of client " + file.client() + " cannot be used");
    }

    public Address client() {
        return file.client();
    }

    /** Empty until it is posted. */
    public Optional<Long> id() {
        return file.orderId();
    }

    /** Done when the buyer can know how it went for it. */
    public CompletableFuture<Heard> heard() {
        return heard;
    }

    /** Done when no money is left in it; never if the program stops before. */
    public CompletableFuture<Ending> ended() {
        return ended;
    }

    /** Takes every step there is, until this thread is interrupted. */
    void run() {
        try {
            while (file.ending().isEmpty()) {
                chain.pause(look());
            }
            ended.complete(file.ending().orElseThrow());
        } catch (InterruptedException stopped) {
            // the thread ends here, and what it closes still waits for confirmations
            LOG.debug("the order of client {} is left to the next start", client());
        } catch (RuntimeException unexpected) {
            LOG.error(
                    "the order of client {} failed unexpectedly; the next start goes on with it", client(), unexpected);
        } finally {
            closeDeal();
            heard.complete(new Heard.NotServed("the bridge stopped; the next start goes on with the order"));
        }
    }

    /** @return until when there is nothing to do, unless the chain says something new */
    private Instant look() {
        try {
            Instant until = file.orderId().isPresent() ? goOn(file.orderId().get()) : post();
            failures.succeeded();
            return until;
        } catch (ChainUnavailable | TransactionPending | ContractRefusal | InsufficientFunds e) {
            if (!Thread.currentThread().isInterrupted()) {
                failures.failed(String.valueOf(e.getMessage()));
            }
            return Instant.EPOCH;
        } catch (RuntimeException unexpected) {
            // there may be a stake in it: nobody else would look after it before the next start
            failures.failed(unexpected);
            if (file.kept().isEmpty() && file.orderId().isEmpty()) {
                heard.complete(new Heard.NotServed("the order could not be posted; see the log of the bridge"));
            }
            return Instant.EPOCH;
        }
    }

    private Instant post() {
        if (file.kept().isPresent()) {
            return find();
        }
        if (!wantsAnswer()) {
            return never("nobody waits for it any more");
        }
        try {
            Bind bind = new Bind(Address.ZERO, file.owner());
            long id = chain.post(
                    file.terms(),
                    client.publicKey(),
                    client.sign(file.domain().digest(bind)),
                    file.memo(),
                    signed -> write(file.posting(signed)));
            return posted(id);
        } catch (ChainUnavailable | TransactionPending | ContractRefusal | InsufficientFunds e) {
            if (file.kept().isEmpty()) {
                return never(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private Instant find() {
        return switch (chain.goOn(file.kept().orElseThrow())) {
            case MarketChain.Posting.Posted(long id) -> posted(id);
            case MarketChain.Posting.Never(String why) -> never(why);
            case MarketChain.Posting.Waiting(String _) -> Instant.EPOCH;
        };
    }

    private Instant posted(long id) {
        LOG.info(
                "order {} posted: model {}, stake {}",
                id,
                file.model(),
                file.terms().stake());
        write(file.posted(id));
        return Instant.EPOCH;
    }

    private Instant never(String why) {
        end(Ending.neverPosted(), "the order was not posted: " + why);
        return Instant.EPOCH;
    }

    private Instant goOn(long id) {
        Optional<Order> found = chain.order(id).filter(order -> order.client().equals(client()));
        if (found.isEmpty()) {
            // the chain took its block back: the same bytes are sent again, and may get another id
            return file.kept().isPresent() ? find() : Instant.EPOCH;
        }
        Order order = found.get();
        Optional<AccountState> account = account(order);
        Optional<ProvisionalClaim> claim = account.filter(
                        state -> !state.locked().isZero())
                .flatMap(_ -> chain.claim(order.lastProvider(), client()));
        attendTo(order, claim.isPresent());
        Need need = need();
        if (claim.isPresent() && need == Need.ANSWER) {
            heard.complete(
                    new Heard.NotServed(
                            "provider " + order.lastProvider()
                                    + " asserts a claim and did not serve the order; the claim is contested, and what is contested goes to nobody"));
        }
        if (order.state() == OrderState.EXPIRED && need == Need.ANSWER) {
            heard.complete(
                    new Heard.NotServed(
                            "provider " + order.lastProvider()
                                    + " locked the order and did not serve it in time; the stake comes back after the withdrawal delay"));
        }
        Instant now = chain.now();
        Step step = claim.flatMap(open -> steps.about(open, order, now, isOwedKnown(order)))
                .orElseGet(() -> steps.next(order, account, now, need));
        return take(id, step, order, account);
    }

    private boolean isOwedKnown(Order order) {
        return deal == null
                ? !deals.hasBegun(order.lastProvider())
                : deal.state() == Deal.State.IDLE || deal.state() == Deal.State.OVER;
    }

    /** Who locked it has its own deal; whoever did before has none any more. */
    private void attendTo(Order order, boolean isClaimed) {
        boolean isHeld = order.state() == OrderState.LOCKED || order.state() == OrderState.EXPIRED || isClaimed;
        if (dealer != null && !(isHeld && dealer.equals(order.lastProvider()))) {
            closeDeal();
        }
        if (isHeld && deal == null) {
            deal(order);
        }
    }

    private void deal(Order order) {
        Address provider = order.lastProvider();
        boolean hasBegun = deals.hasBegun(provider);
        boolean mayBegin = order.state() == OrderState.LOCKED && wantsAnswer();
        if (!hasBegun && !mayBegin) {
            return;
        }
        Optional<Deal> usable = open(provider);
        if (usable.isEmpty()) {
            return;
        }
        LOG.info("order {} is locked by {}", file.orderId().orElseThrow(), provider);
        Deal opened = usable.get();
        deal = opened;
        dealer = provider;
        delay = FIRST_DELAY;
        nextAsk = Instant.EPOCH;
        if (hasBegun && wantsAnswer()) {
            // an earlier process may have had the answer: it is fetched before what is owed ends the wait for it
            opened.ask();
        }
    }

    /** Whoever cannot be used has locked it all the same: the order goes on as with anybody who stays silent. */
    private Optional<Deal> open(Address provider) {
        Instant now = chain.now();
        if (now.isBefore(nextAsk)) {
            return Optional.empty();
        }
        try {
            Deal opened = deals.open(provider);
            openings.succeeded();
            return Optional.of(opened);
        } catch (UnknownProvider | ChainUnavailable | StorageFailure e) {
            openings.failed(String.valueOf(e.getMessage()));
            postpone(now);
            return Optional.empty();
        }
    }

    private Optional<AccountState> account(Order order) {
        return switch (order.state()) {
            case LOCKED, EXPIRED, FINISHED -> chain.account(order.lastProvider(), client());
            case NONE, OPEN, RETURNED -> Optional.empty();
        };
    }

    private boolean wantsAnswer() {
        return !heard.isDone() && buyer.isWaiting();
    }

    private Need need() {
        Deal.State state = deal == null ? Deal.State.IDLE : deal.state();
        if (state == Deal.State.SERVING) {
            return Need.PAYMENT;
        }
        boolean isOwed = deal != null && !deal.owed().isZero();
        if (state == Deal.State.OVER || (isOwed && state == Deal.State.IDLE)) {
            heard.complete(new Heard.Over());
        }
        if (isOwed) {
            return Need.PAYMENT;
        }
        if (!wantsAnswer()) {
            return Need.NOTHING;
        }
        return state == Deal.State.ASKED ? Need.REPLY : Need.ANSWER;
    }

    private Instant take(long id, Step step, Order order, Optional<AccountState> account) {
        switch (step) {
            case Step.Wait(Instant until) -> {
                return until;
            }
            case Step.Ask _ -> ask();
            case Step.TakeBack() -> takeBack(id);
            case Step.Challenge() -> chain.challenge(id, file.terms());
            case Step.Reopen() -> reopen(id);
            case Step.RequestRest(Address provider) ->
                chain.requestRest(
                        provider, client(), account.map(AccountState::claimed).orElseThrow());
            case Step.TakeRest(Address provider) -> chain.takeRest(provider, client());
            case Step.Contest(Address provider, Bytes32 requestHash) -> contest(provider, requestHash);
            case Step.End() -> end(Ending.of(order, account), "no provider served the order, and the stake is back");
        }
        return Instant.EPOCH;
    }

    private void contest(Address provider, Bytes32 requestHash) {
        Wei owed = deal == null ? Wei.ZERO : deal.owed();
        LOG.warn(
                "provider {} asserts a claim against order {}, of which {} base units are owed; it is contested",
                provider,
                file.orderId().orElseThrow(),
                owed);
        chain.contest(provider, client(), requestHash, owed);
    }

    private void ask() {
        Instant now = chain.now();
        if (deal != null && deal.state() == Deal.State.IDLE && !now.isBefore(nextAsk)) {
            deal.ask();
            postpone(now);
        }
    }

    /** First the request is taken back: what came after that would be an answer that nobody pays. */
    private void reopen(long id) {
        if (chain.canReopen(id) && (deal == null || deal.giveUp())) {
            try {
                chain.reopen(id);
            } finally {
                closeDeal();
            }
        }
    }

    private void postpone(Instant now) {
        nextAsk = now.plus(delay);
        Duration doubled = delay.multipliedBy(2);
        delay = doubled.compareTo(MAX_DELAY) < 0 ? doubled : MAX_DELAY;
    }

    private void takeBack(long id) {
        chain.takeBack(id);
        heard.complete(new Heard.NotServed("no provider locked the order in time; the whole stake of "
                + file.terms().stake() + " base units came back"));
    }

    private void end(Ending ending, String why) {
        closeDeal();
        LOG.info(
                "order {} ended, {}: paid {}, returned {} of {}",
                file.orderId().map(String::valueOf).orElse("of client " + client()),
                ending.kind().text(),
                ending.paid(),
                ending.returned(),
                ending.stake());
        directory.forgetRequest();
        write(file.ended(ending));
        heard.complete(new Heard.NotServed(why));
    }

    private void write(OrderFile newFile) {
        directory.write(newFile);
        file = newFile;
    }

    private void closeDeal() {
        if (deal != null) {
            try {
                deal.close();
            } catch (StorageFailure e) {
                LOG.warn("an account of an order did not close cleanly: {}", e.getMessage());
            }
            // no turn is left in which this could change
            Deal.State state = deal.state();
            if (state == Deal.State.OVER
                    || state == Deal.State.SERVING
                    || !deal.owed().isZero()) {
                heard.complete(new Heard.Over());
            }
            deal = null;
            dealer = null;
        }
    }
}
