package io.deopenchat.gateway.account;

import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedConfirmation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What became of a confirmation. Nothing may be acknowledged before {@code durable} completes. */
public sealed interface ConfirmationOutcome {

    /** The newest confirmation of the account, be it this one or an equal or higher one that was held before. */
    record Stored(Optional<SignedConfirmation> newest, CompletableFuture<Void> durable)
            implements ConfirmationOutcome {}

    /** Its total was stored, but the rounds that it names do not lead to it. */
    record Mismatched(ProtocolError error, CompletableFuture<Void> durable) implements ConfirmationOutcome {}

    record Refused(ProtocolError error) implements ConfirmationOutcome {}
}
