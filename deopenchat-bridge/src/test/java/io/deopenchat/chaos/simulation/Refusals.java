package io.deopenchat.chaos.simulation;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;

/** Errors of a gateway as its bridge reads them. */
final class Refusals {
    private Refusals() {}

    static <T> Reply<T> of(ProtocolError error) {
        ErrorCode code = error.code();
        return new Reply.Refused<>(new GatewayRefusal(
                code.status(), code.code(), code.type(), error.message(), error.param(), error.details(), null));
    }

    static <T> Reply<T> of(ErrorCode code) {
        return of(ProtocolError.of(code, "refused"));
    }
}
