package io.deopenchat.gateway.api;

import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;

/** Ends the handling of a call with an answer; carries no stack, because nothing broke. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProtocolError error;

    Refusal(ProtocolError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    static Refusal of(ErrorCode code, String message) {
        return new Refusal(ProtocolError.of(code, message));
    }

    ProtocolError error() {
        return error;
    }
}
