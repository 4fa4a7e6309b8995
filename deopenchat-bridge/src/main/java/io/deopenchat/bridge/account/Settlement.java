package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.SignedReceipt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    private final RoundEnding ending;
    private final AnswerMemory memory;

    /** @param memory for answers that are fetched */
    public Settlement(
            Account account, GatewayClient gateway, ProviderWatch watch, ReceiptCheck check, AnswerMemory memory) {
        this.account = account;
        this.gateway = gateway;
        this.watch = watch;
        this.ending = new RoundEnding(account, check);
        this.memory = memory;
    }

    /**
     * The answer arrived to its end.
     *
     * @return what is owed for it; empty if it is void, disputed, or has to be found out
     */
    public Optional<Receipt> settle(RoundTerms terms, ReceivedLog log) {
        if (log.isVoid()) {
            ending.failed(terms);
            return Optional.empty();
        }
        if (log.signedReceipt().isEmpty()) {
            find(terms, log.delivered());
            return Optional.empty();
        }
        return ending.judge(
                terms,
                log.delivered(),
                log.signedReceipt().get(),
                watch.provider().operators());
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
        return ending.isKnownBy(
                gateway.round(
                        watch.provider().gateway(), terms.call().dialect(), terms.answer(), memory, terms.sequence()),
                terms,
                delivered,
                watch.provider().operators(),
                () -> shownInTheAccount(terms));
    }

    /** Where a stored answer comes without its receipt. */
    private Optional<SignedReceipt> shownInTheAccount(RoundTerms terms) {
        return gateway.account(watch.provider().gateway()) instanceof Reply.Answered<AccountInfo>(AccountInfo info)
                ? info.unconfirmed().stream()
                        .filter(signed -> signed.receipt().sequence() == terms.sequence())
                        .findFirst()
                : Optional.empty();
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
}
