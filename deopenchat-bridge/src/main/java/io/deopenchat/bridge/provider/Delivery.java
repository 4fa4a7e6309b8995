package io.deopenchat.bridge.provider;

/** What became of a signed request on the wire. */
public sealed interface Delivery {

    /** The gateway answered 200 and the answer came to its end. */
    record Ended(ReceivedLog log) implements Delivery {}

    /** The gateway answered with an error: the round costs nothing. */
    record Refused(GatewayRefusal refusal) implements Delivery {}

    /** No connection could be made: the signed request never left this process. */
    record NotSent(String reason) implements Delivery {}

    /** The connection failed after the request may have left: the round may be billed. How far it came the sink knows. */
    record Broken(String reason) implements Delivery {}
}
