package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Network;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.signing.Bytes32;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Serves the open market from a thread of its own; {@link MarketRun} says what a look does. */
public final class Market implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Market.class);
    static final Duration MIN_INTERVAL = Duration.ofMillis(200);
    static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    /** Of the time that a network gives a transaction: about the time between two blocks. */
    private static final int SLOTS = 20;

    private final MarketRun run;
    private final Duration interval;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile int held;

    /**
     * Goes on with what the ledger holds.
     *
     * @param depth blocks on top of a lock after which it is final
     * @param listings what is listed now
     * @param onChange hears the state of an order that came into it
     */
    public Market(
            MarketConfig config,
            ClaimConfig claims,
            Network network,
            int depth,
            ContractMarket chain,
            Ledger ledger,
            AccountBook accounts,
            Function<Bytes32, Optional<Listing>> listings,
            Consumer<OwnOrder.State> onChange,
            InstantSource clock) {
        int gasShare = chain.settlesInNativeCoin() ? claims.maxGasSharePercent() : 0;
        this.run = run(
                config,
                gasShare,
                network,
                depth,
                chain,
                chain.withdrawalDelay(),
                ledger,
                accounts,
                listings,
                onChange,
                clock);
        Duration poll = network.pollInterval();
        this.interval = poll.compareTo(MIN_INTERVAL) > 0 ? poll : MIN_INTERVAL;
        this.thread = Thread.ofVirtual().name("market").unstarted(this::serve);
        if (!run.isIdle()) {
            thread.start();
        }
    }

    /** Before the contract is followed: or the clients of open orders would be taken for some that leave. */
    public static void holdAccounts(Ledger ledger, AccountBook accounts, Duration withdrawalDelay) {
        ledger.orders().open().forEach(order -> accounts.orders().hold(order.client(), withdrawalDelay));
    }

    static MarketRun run(
            MarketConfig config,
            int gasSharePercent,
            Network network,
            int depth,
            MarketChain chain,
            Duration withdrawalDelay,
            Ledger ledger,
            AccountBook accounts,
            Function<Bytes32, Optional<Listing>> listings,
            Consumer<OwnOrder.State> onChange,
            InstantSource clock) {
        Duration slot = network.receiptWait().dividedBy(SLOTS);
        Duration minServeTime = config.minServeTime(depth, network.pollInterval());
        OwnOrders own = new OwnOrders(
                chain, ledger.orders(), accounts.orders(), withdrawalDelay, depth, network.receiptWait(), onChange);
        OrderGas gas = new OrderGas(gasSharePercent);
        Duration minSilence = config.limits().minSilence(network.receiptWait());
        FitRule fit = new FitRule(chain.provider(), config, minServeTime, minSilence, gas, slot.multipliedBy(2));
        Offered offered = new Offered(fit::mayEverFit);
        Races races = new Races(chain.provider(), slot);
        Waste waste = new Waste();
        return new MarketRun(
                chain,
                new Lookout(chain, depth, network.maxLogRange()),
                own,
                offered,
                new Locking(chain, offered, own, fit, races, waste, listings, accounts::inFlight),
                new SettleRule(config, slot.multipliedBy(4)),
                gas,
                races,
                waste,
                ledger::newestRequest,
                clock);
    }

    private void serve() {
        Duration pause = interval;
        try {
            while (!stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                boolean tellsFailure = pause.equals(interval);
                pause = looks(run::turn, tellsFailure) ? interval : longer(pause);
            }
            looks(run::last, true);
        } catch (InterruptedException tooLong) {
            LOG.debug("the market was interrupted");
        }
    }

    private boolean looks(Runnable look, boolean tellsFailure) {
        try {
            look.run();
            held = run.held();
            return true;
        } catch (ChainUnavailable | ContractRefusal failure) {
            LOG.atLevel(tellsFailure ? Level.WARN : Level.DEBUG)
                    .log("orders stay as they are for now: {}", failure.getMessage());
        } catch (RuntimeException unexpected) {
            LOG.error("orders cannot be served", unexpected);
        } catch (Error severe) {
            // what is locked has to be finished, whatever else is out of order
            LOG.error("orders cannot be served; going on after a pause", severe);
        }
        return false;
    }

    /** Orders that are locked, or about to be. */
    public int held() {
        return held;
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
    }

    /** Finishes what is paid; what is locked else stays locked, and the next start finishes it. */
    @Override
    public void close() {
        stop.countDown();
        try {
            if (thread.isAlive() && !thread.join(STOP_TIMEOUT)) {
                LOG.warn("orders were still looked after {} s after the end", STOP_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
