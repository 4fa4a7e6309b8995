package io.deopenchat.gateway.account;

import io.deopenchat.protocol.ProtocolError;
import java.util.concurrent.CompletableFuture;

/** What became of a request for a new round. */
public sealed interface Admission {

    /**
     * The round is reserved.
     *
     * @param durable completes when the reservation is on disk; the backend must not be called before
     */
    record Admitted(CompletableFuture<Void> durable) implements Admission {}

    /** Nothing was consumed. */
    record Refused(ProtocolError error) implements Admission {}
}
