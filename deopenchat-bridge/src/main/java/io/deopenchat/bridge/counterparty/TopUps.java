package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.provider.FailureLog;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Allowance;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.InsufficientFunds;
import io.deopenchat.chain.Prefunds;
import io.deopenchat.chain.ProviderAllowance;
import io.deopenchat.chain.TopUpStatus;
import io.deopenchat.chain.TransactionPending;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedTopUp;
import io.deopenchat.protocol.TopUp;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.SigningFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tops up the accounts that are nearly spent, one after the other on one thread, so that there are never two purchases for one
 * account at a time.
 *
 * <p>Nothing has to be remembered to buy nothing twice. A {@link TopUp} names the total that was ever moved to a provider, and
 * this side computes it from what the chain says was moved: whoever is killed between sending and seeing a transaction signs
 * the same total again, and the contract moves the difference to it once. What may be moved in a day, and in total to each
 * provider, is the contract's to hold; a stolen client key is bound by it, too.
 */
public final class TopUps implements AutoCloseable {
    /** An account is nearly spent when fewer calls than this fit into what is free of it. */
    static final int CALLS_LEFT = 16;

    /** An ordinary call, at the prices of the dearest model that the user admits. */
    static final Usage ORDINARY_CALL = new Usage(1_024, 1_024);

    /** What the day did not allow could still be moved by the same signature; so it does not live long. */
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(TopUps.class);

    private final Supplier<? extends Collection<Counterparty>> counterparties;
    private final ProviderFilter filter;
    private final MessageSigner client;
    private final Purse purse;
    private final Prefunds prefunds;
    private final InstantSource clock;
    private final Duration interval;
    private final Map<Address, FailureLog> failures = new ConcurrentHashMap<>();
    private final Departures departures = new Departures();
    private final Thread thread;

    /** Begins to look after the accounts. */
    public TopUps(
            Supplier<? extends Collection<Counterparty>> counterparties,
            ProviderFilter filter,
            MessageSigner client,
            Purse purse,
            InstantSource clock,
            Duration interval) {
        this.counterparties = counterparties;
        this.filter = filter;
        this.client = client;
        this.purse = purse;
        this.prefunds = purse.contract().prefunds();
        this.clock = clock;
        this.interval = interval;
        this.thread = Thread.ofVirtual().name("top-ups").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                for (Counterparty counterparty : counterparties.get()) {
                    lookAfter(counterparty);
                }
                Thread.sleep(interval);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAfter(Counterparty counterparty) {
        FailureLog log = failures.computeIfAbsent(
                counterparty.provider(),
                provider -> new FailureLog(LOG, "the account with provider " + provider + " was not topped up"));
        try {
            topUp(counterparty).ifPresentOrElse(log::failed, log::succeeded);
        } catch (ChainUnavailable | ContractRefusal | InsufficientFunds | TransactionPending | SigningFailed e) {
            log.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException unexpected) {
            log.failed(unexpected);
        }
    }

    /** @return why an account that is nearly spent was not topped up; empty if it was, or need not be */
    private Optional<String> topUp(Counterparty counterparty) {
        Address provider = counterparty.provider();
        Wei enough = enough(counterparty.offers());
        Optional<AccountState> account = purse.contract().escrow().account(provider, client.address());
        boolean isUsed =
                filter.record().objectionTo(counterparty.watch().record()).isEmpty();
        if (!isUsed || account.isEmpty() || !isNearlySpent(counterparty, account.get(), enough)) {
            return Optional.empty();
        }
        return buy(provider, account.get().owner());
    }

    /** Zero if nothing that the user admits is offered. */
    private Wei enough(List<Offer> offers) {
        Wei call = offers.stream()
                .map(Offer::prices)
                .filter(filter::admits)
                .map(prices -> prices.cost(ORDINARY_CALL))
                .reduce(Wei.ZERO, Wei::max);
        Wei calls = Wei.ZERO;
        for (int i = 0; i < CALLS_LEFT; i++) {
            calls = calls.plusOrMax(call);
        }
        return calls;
    }

    private boolean isNearlySpent(Counterparty counterparty, AccountState account, Wei enough) {
        Wei taken = counterparty.account().committed().minusOrZero(account.claimed());
        return !departures.hasLeft(counterparty.provider(), account, clock.instant())
                && account.freeEscrow().minusOrZero(taken).isBelow(enough);
    }

    private Optional<String> buy(Address provider, Address owner) {
        ProviderAllowance limit = prefunds.providerAllowance(owner, client.address(), provider);
        Wei amount = purse.lot().min(available(owner, limit));
        if (amount.isZero()) {
            return Optional.of("owner " + owner + " allows nothing more now: of " + limit.limit()
                    + " base units for this provider " + limit.moved() + " were moved; see the command prefund");
        }
        SignedTopUp signed = sign(owner, provider, limit.moved().plus(amount));
        TopUpStatus status = prefunds.preflightTopUp(purse.sender().address(), List.of(signed))
                .getFirst();
        if (status != TopUpStatus.MOVED) {
            return Optional.of(
                    "the contract would not move " + amount + " base units of owner " + owner + ": " + status);
        }
        purse.sender().send(prefunds.topUp(List.of(signed)));
        LOG.info("topped up the account with provider {} by {} base units of owner {}", provider, amount, owner);
        return Optional.empty();
    }

    /** What balance, day and provider's limit leave. */
    private Wei available(Address owner, ProviderAllowance limit) {
        Allowance allowance = prefunds.allowance(owner, client.address());
        return prefunds.prefundOf(owner)
                .min(limit.limit().minusOrZero(limit.moved()))
                .min(allowance.perDay().minusOrZero(allowance.spentToday()));
    }

    private SignedTopUp sign(Address owner, Address provider, Wei total) {
        Instant deadline = clock.instant().plus(LIFE);
        TopUp topUp = new TopUp(owner, provider, total, deadline.getEpochSecond());
        return new SignedTopUp(topUp, client.sign(purse.contract().domain(), topUp));
    }

    /** What is on its way stays so: the next start finds it done, or signs the same total. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
