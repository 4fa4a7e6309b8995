package io.deopenchat.chain;

import java.util.Map;
import java.util.Optional;

/** The contract reverted: the call has no effect, and repeating it unchanged is refused again. */
public final class ContractRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String error;
    private final transient Map<String, String> arguments;

    /**
     * @param error name of the contract's error, for example {@code NotOwner}; {@code Error}, {@code Panic} or empty where
     *     the revert names none of its own
     * @param message a sentence for a person
     */
    ContractRefusal(String error, String message) {
        this(error, message, Map.of());
    }

    /** @param arguments of the error by their names, numbers in decimal */
    ContractRefusal(String error, String message, Map<String, String> arguments) {
        super(message);
        this.error = error;
        this.arguments = Map.copyOf(arguments);
    }

    /** An argument of the contract's error, as text; empty if it has none of this name. */
    public Optional<String> argument(String name) {
        return Optional.ofNullable(arguments.get(name));
    }

    /** Name of the contract's custom error, {@code Error} or {@code Panic} of Solidity, or empty. */
    public String error() {
        return error;
    }

    ContractRefusal during(String operation) {
        return new ContractRefusal(error, operation + " was refused by the contract: " + getMessage(), arguments);
    }
}
