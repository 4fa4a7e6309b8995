package io.deopenchat.gateway.escrow;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractEvent;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.WrongDeployment;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps accounts and offers as the contract has them, from a thread of its own. An event only says which account to read
 * again; what counts is what the contract answers. Money that came in counts once it is {@code depth} blocks deep, money
 * that may go out counts at once.
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
    private final Runnable onChange;

    /** Accounts that changed at a block that is not deep enough yet. */
    private final Map<Address, Long> unsettled = new HashMap<>();

    private volatile Offers offers;
    private long next;
    private final Thread thread;

    /**
     * Reads the present state before it returns.
     *
     * @param depth blocks on top of a deposit before it counts
     * @param onChange called when accounts were read again: a claim may be due
     * @throws IllegalStateException if {@code provider} is not registered
     */
    public ContractFollower(
            ChainClient chain,
            DeopenchatContract contract,
            Address provider,
            AccountBook accounts,
            int depth,
            Runnable onChange) {
        this.chain = chain;
        this.contract = contract;
        this.provider = provider;
        this.accounts = accounts;
        this.depth = depth;
        Duration poll = contract.network().pollInterval();
        this.interval = poll.compareTo(MIN_POLL_INTERVAL) > 0 ? poll : MIN_POLL_INTERVAL;
        this.onChange = onChange;
        long head = chain.headBlock();
        this.offers = Offers.read(contract, provider);
        readAll(head);
        this.next = head + 1;
        this.thread = Thread.ofVirtual().name("contract-follower").start(this::follow);
    }

    public Offers offers() {
        return offers;
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
        if (from <= head) {
            List<ContractEvent> events = contract.events(provider, from, head);
            events.forEach(this::note);
            if (events.stream().anyMatch(ContractFollower::changesOffers)) {
                offers = Offers.read(contract, provider);
            }
        }
        readUnsettled(head);
        next = Math.max(next, head + 1);
    }

    private void note(ContractEvent event) {
        if (event instanceof ContractEvent.AccountChanged change) {
            unsettled.merge(change.client(), event.origin().block(), Math::max);
        }
        if (event instanceof ContractEvent.Claimed claimed) {
            accounts.claimed(claimed.client(), claimed.claimed());
        }
    }

    private static boolean changesOffers(ContractEvent event) {
        return !(event instanceof ContractEvent.AccountChanged || event instanceof ContractEvent.ClaimSettled);
    }

    /** In pages; only what is not the same in both views has to be watched until it is deep enough. */
    private void readAll(long head) {
        Map<Address, AccountState> deep = deepAccounts(settledBlock(head)).stream()
                .collect(Collectors.toMap(AccountState::client, account -> account));
        for (AccountState newest : contract.accounts(provider)) {
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
            Optional<AccountState> newest = contract.account(provider, client);
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
            return contract.at(settled).accounts(provider);
        } catch (WrongDeployment notYetDeployed) {
            return List.of();
        }
    }

    private Optional<AccountState> deepAccount(long settled, Address client) {
        try {
            return contract.at(settled).account(provider, client);
        } catch (WrongDeployment notYetDeployed) {
            return Optional.empty();
        }
    }

    private long settledBlock(long head) {
        return Math.max(0, head - depth);
    }

    /** What both views grant: withdrawals and owner as of now, money as of the view that has less of it. */
    private static AccountState cautious(AccountState newest, AccountState deep) {
        boolean grew =
                newest.escrow().plus(newest.claimed()).isAbove(deep.escrow().plus(deep.claimed()));
        AccountState money = grew ? deep : newest;
        return new AccountState(
                newest.client(),
                newest.owner(),
                newest.publicKey(),
                money.escrow(),
                money.claimed(),
                newest.rounds(),
                newest.locked(),
                newest.withdrawing(),
                newest.declaredTotal(),
                newest.maturesAt(),
                newest.lapsesAt(),
                newest.releaseNonce(),
                newest.withdrawalBeneficiary());
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
