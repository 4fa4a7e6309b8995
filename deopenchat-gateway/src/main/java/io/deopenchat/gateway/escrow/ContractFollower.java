package io.deopenchat.gateway.escrow;

import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.ProviderEvent;
import io.deopenchat.chain.RegistryEvent;
import io.deopenchat.chain.WrongDeployment;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps accounts and offers as the contract has them, from a thread of its own. An event only says which account to read
 * again; what counts is what the contract answers, so nothing has to be remembered of how far events were read: a start reads
 * the state. Money that came in counts once its block is settled, money that may go out counts at once.
 */
public final class ContractFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContractFollower.class);
    static final Duration MIN_POLL_INTERVAL = Duration.ofMillis(200);
    static final Duration MAX_PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final ChainClient chain;
    private final DeopenchatContract contract;
    private final Address provider;
    private final AccountBook accounts;
    private final int depth;
    private final Duration interval;
    private final InstantSource clock;
    private final Runnable onChange;

    /** Accounts that changed at a block that is not deep enough yet. */
    private final Map<Address, Long> unsettled = new HashMap<>();

    private final AtomicReference<Offers> offers;
    private long next;
    private volatile Instant lastLook;
    private final Thread thread;

    /**
     * Reads the present state before it returns.
     *
     * @param depth blocks on top of a deposit before it counts, where the node does not tell what is final
     * @param clock tells when what was announced holds
     * @param onChange called when accounts were read again: a claim may be due
     * @throws IllegalStateException if {@code provider} is not registered
     */
    public ContractFollower(
            ChainClient chain,
            DeopenchatContract contract,
            Address provider,
            AccountBook accounts,
            int depth,
            InstantSource clock,
            Runnable onChange) {
        this.chain = chain;
        this.contract = contract;
        this.provider = provider;
        this.accounts = accounts;
        this.depth = depth;
        Duration poll = contract.network().pollInterval();
        this.interval = poll.compareTo(MIN_POLL_INTERVAL) > 0 ? poll : MIN_POLL_INTERVAL;
        this.clock = clock;
        this.onChange = onChange;
        long head = chain.headBlock();
        this.offers = new AtomicReference<>(readOffers());
        readAll(head);
        this.next = head + 1;
        this.lastLook = clock.instant();
        this.thread = Thread.ofVirtual().name("contract-follower").start(this::follow);
    }

    /** What is offered now, by the clock and the last look at the contract. */
    public Offers offers() {
        Offers known = offers.get();
        Offers now = known.at(clock.instant());
        if (now != known) {
            // unless the thread has looked meanwhile
            offers.compareAndSet(known, now);
        }
        return now;
    }

    private Offers readOffers() {
        return Offers.read(contract, provider, clock.instant());
    }

    private void follow() {
        Duration pause = interval;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(pause);
                look();
                if (pause.compareTo(interval) > 0) {
                    LOG.info("the chain endpoint {} answers again", chain.endpointName());
                }
                pause = interval;
            } catch (InterruptedException stopped) {
                return;
            } catch (ChainUnavailable failure) {
                if (pause.equals(interval)) {
                    LOG.warn("cannot follow the chain, serving what was safe before: {}", failure.getMessage());
                }
                pause = longer(pause);
            } catch (RuntimeException unexpected) {
                LOG.error("cannot follow the chain", unexpected);
                pause = longer(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(MAX_PAUSE_AFTER_FAILURE) > 0 ? MAX_PAUSE_AFTER_FAILURE : doubled;
    }

    /** Looks again at the last {@code depth} blocks, because those may have been replaced. */
    private void look() {
        long head = chain.headBlock();
        long from = Math.max(0, next - depth);
        if (head - from >= contract.network().maxLogRange()) {
            readAnew(from, head);
        } else if (from <= head) {
            List<ProviderEvent> events = contract.events(provider, from, head);
            events.forEach(this::note);
            endsOfOrders(from, head).forEach(this::noteEndOfOrder);
            if (events.stream().anyMatch(RegistryEvent.class::isInstance)) {
                offers.set(readOffers());
            }
        }
        readUnsettled(head);
        next = Math.max(next, head + 1);
        lastLook = clock.instant();
    }

    /** After a long absence: nodes forget events, and the contract does not forget its state. */
    private void readAnew(long from, long head) {
        LOG.info("{} blocks were not followed; reading all accounts anew", head - from);
        offers.set(readOffers());
        readAll(head);
    }

    /** When the chain was read last. */
    public Instant lastLook() {
        return lastLook;
    }

    private void note(ProviderEvent event) {
        if (event instanceof AccountEvent change) {
            changed(change.client(), event.origin().block());
        }
        if (event instanceof AccountEvent.Claimed claimed) {
            accounts.claimed(claimed.client(), claimed.claimed());
        }
    }

    /**
     * Ids of the orders that took money out of an account, and the last block at which each did so: no account event tells of
     * that. A lock puts money in, and comes with account events.
     */
    private Map<Long, Long> endsOfOrders(long from, long head) {
        return contract.orderEvents(provider, from, head).stream()
                .filter(event -> event instanceof OrderEvent.OrderFinished || event instanceof OrderEvent.OrderReopened)
                .collect(Collectors.toMap(
                        OrderEvent::orderId, event -> event.origin().block(), Math::max));
    }

    private void noteEndOfOrder(long orderId, long block) {
        contract.orders().order(orderId).map(Order::client).ifPresent(client -> changed(client, block));
    }

    private void changed(Address client, long block) {
        unsettled.merge(client, block, Math::max);
    }

    /** In pages; only what is not the same in both views has to be watched until it is deep enough. */
    private void readAll(long head) {
        Map<Address, AccountState> deep = deepAccounts(settledBlock(head)).stream()
                .collect(Collectors.toMap(AccountState::client, account -> account));
        for (AccountState newest : contract.escrow().accounts(provider)) {
            AccountState settled = deep.get(newest.client());
            if (settled != null) {
                accounts.update(cautious(newest, settled));
            }
            if (!newest.equals(settled)) {
                unsettled.put(newest.client(), head);
            }
        }
        onChange.run();
    }

    private void readUnsettled(long head) {
        if (unsettled.isEmpty()) {
            return;
        }
        long settled = settledBlock(head);
        for (Map.Entry<Address, Long> entry : Map.copyOf(unsettled).entrySet()) {
            Address client = entry.getKey();
            Optional<AccountState> newest = contract.escrow().account(provider, client);
            Optional<AccountState> deep = depth == 0 ? newest : deepAccount(settled, client);
            if (newest.isPresent() && deep.isPresent()) {
                accounts.update(cautious(newest.get(), deep.get()));
            }
            if (entry.getValue() <= settled) {
                unsettled.remove(client);
            }
        }
        onChange.run();
    }

    /** None where the contract is younger than the block. */
    private List<AccountState> deepAccounts(long settled) {
        try {
            return contract.at(settled).escrow().accounts(provider);
        } catch (WrongDeployment notYetDeployed) {
            return List.of();
        }
    }

    private Optional<AccountState> deepAccount(long settled, Address client) {
        try {
            return contract.at(settled).escrow().account(provider, client);
        } catch (WrongDeployment notYetDeployed) {
            return Optional.empty();
        }
    }

    private long settledBlock(long head) {
        return chain.settledBlock(contract.network(), depth, head);
    }

    /** What both views grant: withdrawals and owner as of now, money as of the view that has less of it. */
    static AccountState cautious(AccountState newest, AccountState deep) {
        boolean grew =
                newest.escrow().plus(newest.claimed()).isAbove(deep.escrow().plus(deep.claimed()));
        return grew ? newest.withMoney(deep.escrow(), deep.claimed()) : newest;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
