package io.deopenchat.cli;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.DeopenchatContract;

/**
 * A node and the verified contract on its chain.
 *
 * @param deploymentBlock where the contract's events begin; 0 if only its address is known
 */
public record ChainConnection(ChainClient chain, DeopenchatContract contract, long deploymentBlock)
        implements AutoCloseable {
    @Override
    public void close() {
        chain.close();
    }
}
