package io.deopenchat.chain;

/** What was found on the chain is not the contract that was expected; nothing is signed or sent there. */
public final class WrongDeployment extends RuntimeException {
    WrongDeployment(String message) {
        super(message);
    }
}
