package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.ReceiptVerdict;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedReceipt;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends rounds: checks the receipt against what was agreed and what arrived, and asks the gateway for what is missing. A round
 * whose end cannot be found out stays open as an orphan.
 */
public final class Settlement {
    /** Waits between attempts to fetch a round: some ten seconds in all. */
    static final List<Duration> FETCH_DELAYS = List.of(
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5));

    private final Account account;
    private final GatewayClient gateway;
    private final ProviderWatch watch;
    private final ReceiptCheck check;

    public Settlement(Account account, GatewayClient gateway, ProviderWatch watch, ReceiptCheck check) {
        this.account = account;
        this.gateway = gateway;
        this.watch = watch;
        this.check = check;
    }

    /** The answer arrived to its end. */
    public void settle(RoundTerms terms, ReceivedLog log) {
        if (log.isVoid()) {
            account.voided(terms, "failed before anything billable");
        } else if (log.signedReceipt().isPresent()) {
            judge(terms, log.delivered(), log.signedReceipt().get());
        } else {
            find(terms, log.delivered());
        }
    }

    /** The answer did not arrive to its end. */
    public void recover(RoundTerms terms) {
        find(terms, null);
    }

    /**
     * Asks once how a round ended.
     *
     * @param delivered what arrived, if all of it did; else null, and what is fetched counts
     * @return whether it is known now
     */
    boolean ask(RoundTerms terms, @Nullable Delivered delivered) {
        return switch (gateway.round(watch.provider().gateway(), terms.sequence())) {
            case Reply.Answered<ReceivedLog>(ReceivedLog log) -> {
                if (log.isVoid()) {
                    account.voided(terms, "failed before anything billable");
                    yield true;
                }
                log.signedReceipt()
                        .ifPresent(receipt -> judge(terms, delivered == null ? log.delivered() : delivered, receipt));
                yield log.signedReceipt().isPresent();
            }
            case Reply.Refused<ReceivedLog> refused
            when refused.refusal().is(ErrorCode.ROUND_VOID) -> {
                account.voided(terms, "failed before anything billable");
                yield true;
            }
            case Reply.Refused<ReceivedLog> refused
            when refused.refusal().is(ErrorCode.ROUND_NOT_FOUND) -> {
                account.voided(terms, Account.NEVER_SEEN);
                yield true;
            }
            case Reply.Refused<ReceivedLog> _ -> false;
            case Reply.Failed<ReceivedLog> _ -> false;
        };
    }

    private void find(RoundTerms terms, @Nullable Delivered delivered) {
        try {
            for (Duration delay : FETCH_DELAYS) {
                Thread.sleep(delay);
                if (ask(terms, delivered)) {
                    return;
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        account.orphaned(terms);
    }

    private void judge(RoundTerms terms, Delivered delivered, SignedReceipt receipt) {
        switch (check.verdict(terms, delivered, receipt, watch.provider().operators())) {
            case ReceiptVerdict.Owed() -> account.received(terms, receipt, delivered);
            case ReceiptVerdict.Disputed(String reason) -> account.disputed(terms, receipt, delivered, reason);
        }
    }
}
