package io.deopenchat.bridge.account;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.Sealing;
import io.deopenchat.protocol.ErrorCode;
import java.time.Duration;

/** What this side can do about a refusal before it asks the application to live with it. */
public final class Remedy {
    static final Duration CONFIRMATION_WAIT = Duration.ofSeconds(5);

    private final Account account;
    private final Reconciliation reconciliation;
    private final ProviderWatch watch;
    private final Sealing sealing;

    public Remedy(Account account, Reconciliation reconciliation, ProviderWatch watch, Sealing sealing) {
        this.account = account;
        this.reconciliation = reconciliation;
        this.watch = watch;
        this.sealing = sealing;
    }

    /**
     * Brings this side up to date with what the refusal is about.
     *
     * @return whether the same call may be accepted now, with a new sequence
     */
    public boolean apply(GatewayRefusal refusal) {
        if (refusal.is(ErrorCode.PRICE_CHANGED) || refusal.is(ErrorCode.MAX_COST_TOO_LOW)) {
            watch.refresh();
            return reconciliation.agree();
        }
        if (refusal.is(ErrorCode.ENCRYPTION_KEY_UNKNOWN)) {
            sealing.forget();
            watch.refresh();
            return true;
        }
        if (refusal.is(ErrorCode.SEQUENCE_USED) || refusal.is(ErrorCode.AUTHORIZATION_TOO_LOW)) {
            return reconciliation.agree();
        }
        if (refusal.is(ErrorCode.SEQUENCE_OUT_OF_WINDOW)) {
            boolean agreed = reconciliation.agree();
            refusal.nextSequence().ifPresent(account::rewind);
            return agreed;
        }
        return refusal.is(ErrorCode.UNCONFIRMED_LIMIT) && reconciliation.agree() && awaitConfirmation();
    }

    private boolean awaitConfirmation() {
        try {
            return account.awaitAcknowledgement(CONFIRMATION_WAIT);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
