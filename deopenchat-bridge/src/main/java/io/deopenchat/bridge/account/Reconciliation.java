package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.FailureLog;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.KnownProvider;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rule 4 of the bridge: on start and after every conflict, agrees with the gateway before anything is signed. Retries by
 * itself until it has agreed, and looks again while rounds are open. How those ended is asked behind the agreement and on
 * this thread alone: a long round must not keep the others waiting.
 */
public final class Reconciliation implements AutoCloseable {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private final Account account;
    private final Settlement settlement;
    private final GatewayClient gateway;
    private final ProviderWatch watch;
    private final Agreement agreement;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    private final Semaphore openRounds = new Semaphore(0);
    private final FailureLog failures;
    private final FailureLog settlementFailures = new FailureLog(LOG, "how a round ended cannot be found out");
    private long answered;
    private volatile boolean agreed;
    private volatile String problem = "it was not asked yet";

    public Reconciliation(
            Account account,
            Settlement settlement,
            GatewayClient gateway,
            ProviderWatch watch,
            ReceiptCheck receipts,
            Verifier verifier,
            Domain domain,
            Address client,
            Duration interval) {
        this.account = account;
        this.settlement = settlement;
        this.gateway = gateway;
        this.watch = watch;
        this.agreement = new Agreement(
                account, receipts, verifier, domain, client, watch.provider().address());
        this.failures = new FailureLog(
                LOG,
                "no agreement with the gateway of provider " + watch.provider().address());
        this.thread = Thread.ofVirtual().name("reconciliation").start(() -> keepAgreed(interval));
    }

    /** Agrees if that has not happened yet. Nothing may be signed while this is false. */
    public boolean ensure() {
        return agreed || agree();
    }

    /** Why there is no agreement. */
    public String problem() {
        return problem;
    }

    /** Agrees now. Many that ask at the same time share one answer that was asked for after all of them came. */
    public boolean agree() {
        long ticket = asked.incrementAndGet();
        lock.lock();
        try {
            if (answered < ticket) {
                answered = asked.get();
                agreed = hasAgreed();
            }
            return agreed;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasAgreed() {
        try {
            boolean done = ask();
            if (done) {
                failures.succeeded();
            }
            return done;
        } catch (RuntimeException unexpected) {
            problem = "what it says of the account cannot be used; see the log of the bridge";
            failures.failed(unexpected);
            return false;
        }
    }

    private boolean ask() {
        KnownProvider provider = watch.provider();
        Optional<String> objection = agreement.objectionTo(gateway.account(provider.gateway()), provider.operators());
        if (objection.isPresent()) {
            return fails(objection.get());
        }
        if (!account.orphans().isEmpty()) {
            openRounds.release();
        }
        return true;
    }

    private boolean fails(String reason) {
        problem = reason;
        failures.failed(reason);
        return false;
    }

    private void keepAgreed(Duration interval) {
        try {
            while (true) {
                if (!agreed || !account.orphans().isEmpty() || account.mayBeBilledLate()) {
                    agree();
                }
                openRounds.drainPermits();
                if (agreed) {
                    settleOpenRounds();
                }
                openRounds.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void settleOpenRounds() {
        boolean allAsked = true;
        for (RoundTerms terms : account.orphans()) {
            allAsked &= hasAsked(terms);
        }
        if (allAsked) {
            settlementFailures.succeeded();
        }
    }

    private boolean hasAsked(RoundTerms terms) {
        try {
            settlement.ask(terms, null);
            return true;
        } catch (RuntimeException unexpected) {
            settlementFailures.failed(unexpected);
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
