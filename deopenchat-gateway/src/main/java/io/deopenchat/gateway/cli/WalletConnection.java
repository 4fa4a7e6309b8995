package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.signing.Address;

/** The provider's wallet at the contract. */
record WalletConnection(ChainConnection connection, TransactionSender sender) implements AutoCloseable {
    DeopenchatContract contract() {
        return connection.contract();
    }

    Address provider() {
        return sender.address();
    }

    @Override
    public void close() {
        connection.close();
    }
}
