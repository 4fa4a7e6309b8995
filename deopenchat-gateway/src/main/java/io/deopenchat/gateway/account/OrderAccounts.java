package io.deopenchat.gateway.account;

import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the open market asks of accounts; each step is one under the lock of the {@link AccountBook}. */
public final class OrderAccounts {
    private final ReentrantLock lock;
    private final Map<Address, Account> accounts;
    private final Function<Address, Account> newAccount;

    private final InstantSource clock;

    OrderAccounts(
            ReentrantLock lock,
            Map<Address, Account> accounts,
            Function<Address, Account> newAccount,
            InstantSource clock) {
        this.lock = lock;
        this.accounts = accounts;
        this.newAccount = newAccount;
        this.clock = clock;
    }

    private Account account(Address client) {
        return accounts.computeIfAbsent(client, newAccount);
    }

    /**
     * How far a client is with what it asked for.
     *
     * @param inFlight whether a round runs
     * @param unconfirmed whether something was billed that the client has not signed for
     * @param newest what it signed for last
     * @param chain the account as the contract has it, once that is known
     * @param askedFor whether its owner asks for the money, so that nothing more is admitted
     */
    public record Progress(
            boolean inFlight,
            boolean unconfirmed,
            Optional<SignedConfirmation> newest,
            Optional<AccountState> chain,
            boolean askedFor) {
        /** Of an account that the contract does not tell of yet. */
        public Progress(boolean inFlight, boolean unconfirmed, Optional<SignedConfirmation> newest) {
            this(inFlight, unconfirmed, newest, Optional.empty(), false);
        }

        /** Base units that handing in the newest confirmation pays. */
        public Wei owed() {
            Wei claimed = chain.map(AccountState::claimed).orElse(Wei.ZERO);
            return newest.map(signed -> signed.confirmation().cumulativeCost().minusOrZero(claimed))
                    .orElse(Wei.ZERO);
        }

        /** The newest confirmation, if it pays. */
        public Optional<SignedConfirmation> paying() {
            return newest.filter(signed -> !owed().isZero());
        }

        /** Nothing is owed that a later confirmation could pay. */
        public boolean isQuiet() {
            return !inFlight && !unconfirmed;
        }
    }

    public Progress progress(Address client) {
        return locked(() -> progress(account(client)));
    }

    private Progress progress(Account account) {
        boolean inFlight = account.hasRoundsInFlight();
        boolean unconfirmed = !account.unconfirmedReceipts(1).isEmpty();
        return new Progress(
                inFlight, unconfirmed, account.newest(), account.chain(), account.isAskedFor(clock.instant()));
    }

    /**
     * The account holds the stake of an order, or will: to be said before the lock is sent. The withdrawal that the lock sets up
     * does not close it before the time to serve is over.
     *
     * @param delay of withdrawals
     */
    public void hold(Address client, Duration delay) {
        locked(() -> {
            account(client).holdsOrder(delay);
            return client;
        });
    }

    /** The order is over, or another provider's: from now on the account is one like any other, or none. */
    public void letGo(Address client) {
        locked(() -> {
            Account account = account(client);
            account.holdsOrder(null);
            if (account.isUntouched()) {
                accounts.remove(client);
            }
            return client;
        });
    }

    /** Whether an order's end keeps no rounds out. */
    public boolean isOpen(Address client) {
        return locked(() -> !account(client).isSettling());
    }

    /** Closes the account for new rounds, whatever runs or is not signed for; after {@link #hold}. */
    public void close(Address client) {
        locked(() -> {
            account(client).settling(true);
            return client;
        });
    }

    /** Closes the account for new rounds, unless one runs or is not signed for. */
    public boolean beginSettling(Address client) {
        return locked(() -> {
            Account account = account(client);
            boolean quiet = progress(account).isQuiet();
            account.settling(quiet);
            return quiet;
        });
    }

    /** The order could not be finished: rounds are welcome again. */
    public void endSettling(Address client) {
        locked(() -> {
            account(client).settling(false);
            return client;
        });
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
