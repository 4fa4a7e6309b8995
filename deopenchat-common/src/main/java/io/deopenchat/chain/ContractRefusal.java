package io.deopenchat.chain;

/** The contract reverted: the call has no effect, and repeating it unchanged is refused again. */
public final class ContractRefusal extends RuntimeException {
    private final String error;

    /**
     * @param error name of the contract's error, for example {@code NotOwner}; {@code Error}, {@code Panic} or empty where
     *     the revert names none of its own
     * @param message a sentence for a person
     */
    ContractRefusal(String error, String message) {
        super(message);
        this.error = error;
    }

    /** Name of the contract's custom error, {@code Error} or {@code Panic} of Solidity, or empty. */
    public String error() {
        return error;
    }

    ContractRefusal during(String operation) {
        return new ContractRefusal(error, operation + " was refused by the contract: " + getMessage());
    }
}
