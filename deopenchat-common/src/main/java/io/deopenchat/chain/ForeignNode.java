package io.deopenchat.chain;

/** The node answers for another chain, or has other code where the contract is: nothing that it says counts. */
final class ForeignNode extends ChainUnavailable {
    ForeignNode(String message) {
        super(message, null);
    }
}
