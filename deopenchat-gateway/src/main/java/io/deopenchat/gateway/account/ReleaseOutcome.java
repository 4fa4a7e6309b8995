package io.deopenchat.gateway.account;

import io.deopenchat.protocol.ProtocolError;
import java.util.concurrent.CompletableFuture;

/** The answer to a wish for a cooperative withdrawal. */
public sealed interface ReleaseOutcome {

    /** @param durable completes when the release is on disk; it must not leave before */
    record Signed(OpenRelease release, CompletableFuture<Void> durable) implements ReleaseOutcome {}

    record Refused(ProtocolError error) implements ReleaseOutcome {}
}
