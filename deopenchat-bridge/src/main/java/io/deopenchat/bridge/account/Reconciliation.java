package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.FailureLog;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.KnownProvider;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import java.time.Duration;
import java.util.List;
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
    private final ReceiptCheck receipts;
    private final Verifier verifier;
    private final Domain domain;
    private final Address client;
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
        this.receipts = receipts;
        this.verifier = verifier;
        this.domain = domain;
        this.client = client;
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
        return switch (gateway.account(provider.gateway())) {
            case Reply.Answered<AccountInfo>(AccountInfo info)
            when !info.client().equals(client) -> fails("it answered with the account of " + info.client());
            case Reply.Answered<AccountInfo>(AccountInfo info)
            when !account.isPlausible(info.nextSequence()) ->
                fails("it wants to go on with sequence " + info.nextSequence() + ", more than " + Account.MAX_LEAD
                        + " beyond the journal");
            case Reply.Answered<AccountInfo>(AccountInfo info) -> {
                takeOver(info, provider);
                yield true;
            }
            case Reply.Refused<AccountInfo>(GatewayRefusal refusal)
            when refusal.is(ErrorCode.UNKNOWN_ACCOUNT) -> {
                LOG.info("the gateway knows no account of client {} yet", client);
                yield true;
            }
            case Reply.Refused<AccountInfo>(GatewayRefusal refusal) -> fails("it refused with " + refusal.summary());
            case Reply.Failed<AccountInfo>(String reason) -> fails(reason);
        };
    }

    private boolean fails(String reason) {
        problem = reason;
        failures.failed(reason);
        return false;
    }

    private void takeOver(AccountInfo info, KnownProvider provider) {
        Optional<SignedConfirmation> held = info.newestConfirmation().filter(this::isOurs);
        if (held.isEmpty() && info.newestConfirmation().isPresent()) {
            LOG.warn("the gateway shows a confirmation that this client never signed; it counts for nothing");
        }
        List<SignedReceipt> unconfirmed = info.unconfirmed().stream()
                .filter(receipt -> receipts.isFrom(provider.operators(), receipt))
                .toList();
        account.takeOver(held, info.nextSequence(), unconfirmed);
        if (!account.orphans().isEmpty()) {
            openRounds.release();
        }
    }

    private boolean isOurs(SignedConfirmation signed) {
        return signed.confirmation().provider().equals(watch.provider().address())
                && verifier.isSignedBy(client, domain.digest(signed.confirmation()), signed.signature());
    }

    private void keepAgreed(Duration interval) {
        try {
            while (true) {
                if (!agreed || !account.orphans().isEmpty()) {
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
