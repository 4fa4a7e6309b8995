package io.deopenchat.gateway.account;

import io.deopenchat.protocol.SignedReceipt;
import io.vertx.core.buffer.Buffer;

/**
 * A billed round.
 *
 * @param contentType of the answer
 * @param stream whether the client asked for an event stream
 * @param log the round's byte log: what {@code responseHash} is the hash of
 */
public record FinishedRound(SignedReceipt receipt, String contentType, boolean stream, Buffer log) {}
