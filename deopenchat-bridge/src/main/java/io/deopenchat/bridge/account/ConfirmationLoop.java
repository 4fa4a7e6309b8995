package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.provider.FailureLog;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SigningFailed;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confirms what is owed, soon after it is owed. One confirmation is on its way at a time: rounds that finish meanwhile go
 * into the next one. A confirmation that was not acknowledged is sent again unchanged.
 */
public final class ConfirmationLoop implements AutoCloseable {
    static final Duration FIRST_DELAY = Duration.ofMillis(100);
    static final Duration MAX_DELAY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationLoop.class);
    private static final Duration LONG = Duration.ofHours(1);

    private final Account account;
    private final Handover handover;
    private final GatewayClient gateway;
    private final ProviderWatch watch;
    private final Reconciliation reconciliation;
    private final Address client;
    private final Duration drain;
    private final FailureLog failures = new FailureLog(LOG, "what is owed cannot be confirmed, trying again");
    private final Thread thread;

    /** @param drain how long closing waits for confirmations */
    public ConfirmationLoop(
            Account account,
            GatewayClient gateway,
            ProviderWatch watch,
            Reconciliation reconciliation,
            Address client,
            Duration drain) {
        this.account = account;
        this.handover = new Handover(account);
        this.gateway = gateway;
        this.watch = watch;
        this.reconciliation = reconciliation;
        this.client = client;
        this.drain = drain;
        this.thread = Thread.ofVirtual().name("confirmations").start(this::run);
    }

    private void run() {
        Duration delay = FIRST_DELAY;
        try {
            while (true) {
                if (!account.awaitConfirmable(LONG)) {
                    continue;
                }
                if (hasConfirmed()) {
                    delay = FIRST_DELAY;
                } else {
                    Thread.sleep(delay);
                    delay = delay.multipliedBy(2).compareTo(MAX_DELAY) < 0 ? delay.multipliedBy(2) : MAX_DELAY;
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a gateway answers must not end the loop: then nothing would be confirmed any more. */
    private boolean hasConfirmed() {
        try {
            boolean done = reconciliation.ensure()
                    && account.nextConfirmation().map(this::send).orElse(true);
            failures.succeeded();
            return done;
        } catch (SigningFailed e) {
            failures.failed(String.valueOf(e.getMessage()));
            return false;
        } catch (RuntimeException unexpected) {
            failures.failed(unexpected);
            return false;
        }
    }

    /** Whether the gateway holds it now, or a higher one. */
    private boolean send(ConfirmedBatch batch) {
        ConfirmationCall call = new ConfirmationCall(client, batch.signed(), batch.sequences());
        return switch (handover.after(gateway.confirm(watch.provider().gateway(), call), batch)) {
            case HELD -> true;
            case DISAGREED -> isSettledByAgreement(batch);
            case LEFT -> false;
        };
    }

    /** Agreement alone is no progress: a gateway that complains for ever would keep this loop busy. */
    private boolean isSettledByAgreement(ConfirmedBatch batch) {
        return reconciliation.agree() && !account.isPending(batch);
    }

    /** Lets everything that is owed be confirmed, within a bound. */
    @Override
    public void close() {
        try {
            if (!account.awaitAllConfirmed(drain)) {
                LOG.warn("some rounds are not confirmed yet; the next start confirms them");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
