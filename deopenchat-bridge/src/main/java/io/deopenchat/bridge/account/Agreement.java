package io.deopenchat.bridge.account;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the account takes over of what its gateway says of it. Asks nobody: {@link Reconciliation} asks. */
final class Agreement {
    private static final Logger LOG = LoggerFactory.getLogger(Agreement.class);

    private final Account account;
    private final ReceiptCheck receipts;
    private final Verifier verifier;
    private final Domain domain;
    private final Address client;
    private final Address provider;

    Agreement(
            Account account,
            ReceiptCheck receipts,
            Verifier verifier,
            Domain domain,
            Address client,
            Address provider) {
        this.account = account;
        this.receipts = receipts;
        this.verifier = verifier;
        this.domain = domain;
        this.client = client;
        this.provider = provider;
    }

    /**
     * Agrees with an answer.
     *
     * @param operators whose receipts hold now
     * @return what stands against it; empty if both sides agree now
     */
    Optional<String> objectionTo(Reply<AccountInfo> reply, List<Address> operators) {
        return switch (reply) {
            case Reply.Answered<AccountInfo>(AccountInfo info)
            when !info.client().equals(client) -> Optional.of("it answered with the account of " + info.client());
            case Reply.Answered<AccountInfo>(AccountInfo info)
            when !account.isPlausible(info.nextSequence()) ->
                Optional.of("it wants to go on with sequence " + info.nextSequence() + ", more than " + Account.MAX_LEAD
                        + " beyond the journal");
            case Reply.Answered<AccountInfo>(AccountInfo info) -> {
                takeOver(info, operators);
                yield Optional.empty();
            }
            case Reply.Refused<AccountInfo>(GatewayRefusal refusal)
            when refusal.is(ErrorCode.UNKNOWN_ACCOUNT) -> {
                LOG.info("the gateway knows no account of client {} yet", client);
                yield Optional.empty();
            }
            case Reply.Refused<AccountInfo>(GatewayRefusal refusal) ->
                Optional.of("it refused with " + refusal.summary());
            case Reply.Failed<AccountInfo>(String reason) -> Optional.of(reason);
        };
    }

    private void takeOver(AccountInfo info, List<Address> operators) {
        Optional<SignedConfirmation> held = info.newestConfirmation().filter(this::isOurs);
        if (held.isEmpty() && info.newestConfirmation().isPresent()) {
            LOG.warn("the gateway shows a confirmation that this client never signed; it counts for nothing");
        }
        List<SignedReceipt> unconfirmed = info.unconfirmed().stream()
                .filter(receipt -> receipts.isFrom(operators, receipt))
                .toList();
        account.takeOver(held, info.nextSequence(), unconfirmed);
    }

    private boolean isOurs(SignedConfirmation signed) {
        return signed.confirmation().provider().equals(provider)
                && verifier.isSignedBy(client, domain.digest(signed.confirmation()), signed.signature());
    }
}
