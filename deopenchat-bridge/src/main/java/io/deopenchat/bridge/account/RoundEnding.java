package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.ReceiptVerdict;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an answer about a round means for the account. Asks nobody and waits for the journal only: {@link Settlement} asks. */
final class RoundEnding {
    private final Account account;
    private final ReceiptCheck check;

    RoundEnding(Account account, ReceiptCheck check) {
        this.account = account;
        this.check = check;
    }

    /**
     * A gateway was asked how a round ended.
     *
     * @param delivered what arrived before, if all of it did; else null, and what was fetched counts
     * @param operators whose receipts hold now
     * @param elsewhere where the receipt may be if it is not with the answer
     * @return whether it is known now
     */
    boolean isKnownBy(
            Reply<ReceivedLog> reply,
            RoundTerms terms,
            @Nullable Delivered delivered,
            List<Address> operators,
            Supplier<Optional<SignedReceipt>> elsewhere) {
        return switch (reply) {
            case Reply.Answered<ReceivedLog>(ReceivedLog log) -> {
                ended(log, terms, delivered == null ? log.delivered() : delivered, operators, elsewhere);
                yield true;
            }
            case Reply.Refused<ReceivedLog> refused
            when refused.refusal().is(ErrorCode.ROUND_VOID) -> {
                failed(terms);
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

    private void ended(
            ReceivedLog log,
            RoundTerms terms,
            Delivered delivered,
            List<Address> operators,
            Supplier<Optional<SignedReceipt>> elsewhere) {
        if (log.isVoid()) {
            failed(terms);
            return;
        }
        log.signedReceipt()
                .or(elsewhere)
                .ifPresentOrElse(
                        receipt -> judge(terms, delivered, receipt, operators),
                        () -> account.disputedWithoutReceipt(
                                terms,
                                delivered,
                                log.unreadable().isEmpty()
                                        ? "the round has ended and there is no receipt"
                                        : "what the gateway sends as receipt is none",
                                log.unreadable()));
    }

    /** The gateway says that there was nothing to bill. */
    void failed(RoundTerms terms) {
        account.voided(terms, "failed before anything billable");
    }

    /** @return the receipt, if what it says is owed */
    Optional<Receipt> judge(RoundTerms terms, Delivered delivered, SignedReceipt receipt, List<Address> operators) {
        return switch (check.verdict(terms, delivered, receipt, operators)) {
            case ReceiptVerdict.Owed() -> {
                account.received(terms, receipt, delivered);
                yield Optional.of(receipt.receipt());
            }
            case ReceiptVerdict.Disputed(String reason) -> {
                account.disputed(terms, receipt, delivered, reason);
                yield Optional.empty();
            }
        };
    }
}
