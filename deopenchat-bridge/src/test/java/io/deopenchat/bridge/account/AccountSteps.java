package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import java.util.List;
import java.util.Optional;

/** What an account does with the answers of its gateway, without the threads that ask and wait. */
public final class AccountSteps {
    private final Account account;
    private final RoundEnding ending;
    private final Agreement agreement;
    private final Handover handover;

    public AccountSteps(Account account, Domain domain, Verifier verifier, Address client, Address provider) {
        ReceiptCheck check = new ReceiptCheck(domain, verifier, client);
        this.account = account;
        this.ending = new RoundEnding(account, check);
        this.agreement = new Agreement(account, check, verifier, domain, client, provider);
        this.handover = new Handover(account);
    }

    /** How a call ended whose answer arrived to its end. False if it came without a receipt. */
    public boolean ended(RoundTerms terms, ReceivedLog log, List<Address> operators) {
        return isKnownBy(new Reply.Answered<>(log), terms, operators);
    }

    public boolean isKnownBy(Reply<ReceivedLog> reply, RoundTerms terms, List<Address> operators) {
        return ending.isKnownBy(reply, terms, null, operators, Optional::empty);
    }

    public boolean hasAgreed(Reply<AccountInfo> reply, List<Address> operators) {
        return agreement.objectionTo(reply, operators).isEmpty();
    }

    /** What becomes of a confirmation. */
    public enum Handed {
        HELD,
        DISAGREED,
        LEFT
    }

    public Handed handed(Reply<SignedConfirmation> reply, ConfirmedBatch batch) {
        return switch (handover.after(reply, batch)) {
            case HELD -> Handed.HELD;
            case DISAGREED -> Handed.DISAGREED;
            case LEFT -> Handed.LEFT;
        };
    }

    /** Whether this is signed and neither acknowledged nor replaced. */
    public boolean isPending(ConfirmedBatch batch) {
        return account.isPending(batch);
    }
}
