package io.deopenchat.chain;

import org.jspecify.annotations.Nullable;

/**
 * The node did not answer, or answered with an error that is not the contract's: nothing is known about the chain. The
 * message names the endpoint by host and port only, because endpoints carry API keys in their path or query.
 */
public class ChainUnavailable extends RuntimeException {
    ChainUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
