package io.deopenchat.gateway.market;

/** What became of handing a step to a node. */
sealed interface Sending {
    record Sent() implements Sending {}

    /** Not now: too much is on its way, or the wallet or a node is not able to. */
    record Later(String why) implements Sending {}

    /** The contract would refuse it as things are; nothing was sent. */
    record Refused(String why) implements Sending {}
}
