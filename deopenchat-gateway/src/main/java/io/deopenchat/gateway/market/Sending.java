package io.deopenchat.gateway.market;

/** What became of handing a step to a node. */
sealed interface Sending {
    record Sent() implements Sending {}

    /** As many transactions as may be are on their way. */
    record Busy() implements Sending {}

    /** Not for a while: the wallet or a node is not able to, or gas is dear. */
    record Later(String why, boolean needsCoins) implements Sending {
        Later(String why) {
            this(why, false);
        }
    }

    /** The contract would refuse it as things are; nothing was sent. */
    record Refused(String why) implements Sending {}
}
