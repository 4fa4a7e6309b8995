package io.deopenchat.gateway.backend;

import io.deopenchat.protocol.ProtocolError;

/** Whether there is room for a request. */
public sealed interface Placement {
    record Placed(Place place) implements Placement {}

    record Refused(ProtocolError error) implements Placement {}
}
