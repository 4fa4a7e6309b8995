package io.deopenchat.gateway.round;

import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;

/** The memory that this would take is held for others; it may be there again soon. */
public final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProtocolError error;

    NoRoom(String message) {
        super(message);
        this.error = ProtocolError.of(ErrorCode.CAPACITY_EXCEEDED, message);
    }

    public ProtocolError error() {
        return error;
    }
}
