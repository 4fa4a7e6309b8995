package io.deopenchat.bridge.account;

import io.deopenchat.protocol.ProtocolError;

/** Whether a round was opened. */
public sealed interface Opening {

    record Opened(OpenRound round) implements Opening {}

    /** Nothing was signed. */
    record Refused(ProtocolError error) implements Opening {}
}
