package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.SignedConfirmation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an answer to a confirmation means for the account. Sends nothing: {@link ConfirmationLoop} sends. */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final int CONFLICT = 409;

    private final Account account;

    Handover(Account account) {
        this.account = account;
    }

    /** How it stands after the answer. */
    enum Standing {
        /** The gateway holds it. */
        HELD,
        /** The gateway holds something else: both sides have to agree first. */
        DISAGREED,
        /** It is sent again later, unchanged. */
        LEFT
    }

    Standing after(Reply<SignedConfirmation> reply, ConfirmedBatch batch) {
        return switch (reply) {
            case Reply.Answered<SignedConfirmation>(SignedConfirmation newest)
            when newest.confirmation().equals(batch.confirmation()) -> {
                account.acknowledged(batch);
                yield Standing.HELD;
            }
            case Reply.Answered<SignedConfirmation> another -> {
                LOG.warn(
                        "sent a confirmation of {} base units, the gateway answered with one of {}",
                        batch.confirmation().cumulativeCost(),
                        another.value().confirmation().cumulativeCost());
                yield Standing.DISAGREED;
            }
            case Reply.Refused<SignedConfirmation> refused -> {
                LOG.warn(
                        "the gateway did not take a confirmation as it is: {}",
                        refused.refusal().summary());
                yield refused.refusal().status() == CONFLICT ? Standing.DISAGREED : Standing.LEFT;
            }
            case Reply.Failed<SignedConfirmation> failed -> {
                LOG.warn("a confirmation could not be handed over: {}", failed.reason());
                yield Standing.LEFT;
            }
        };
    }
}
