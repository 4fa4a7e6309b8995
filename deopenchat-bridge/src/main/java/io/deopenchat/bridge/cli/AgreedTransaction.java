package io.deopenchat.bridge.cli;

import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import java.io.PrintWriter;
import java.math.BigInteger;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A transaction that is only described until the user says yes. It is not even signed before: whoever sees a signature that anyone
 * may hand in can do so, and the node that estimates its gas sees it.
 */
final class AgreedTransaction {
    @Mixin
    private final OwnerWalletOptions wallet = new OwnerWalletOptions();

    @Option(
            names = "--yes",
            description =
                    "Sign and send the transaction; without it the command only tells what it would send and what gas costs."
                            + " Any wallet will do: the client key's signature counts, the wallet only pays.")
    private boolean agreed;

    /** @throws io.deopenchat.cli.UsageError if no key is given, or the given one cannot be read */
    TransactionSender wallet(ChainConnection connection, PrintWriter warnings) {
        return wallet.sender(connection, warnings);
    }

    boolean isAgreed() {
        return agreed;
    }

    /** Tells what would be sent. */
    void show(ChainConnection connection, String description, PrintWriter out) {
        BigInteger price = connection
                .chain()
                .gasPrice(connection.contract().network())
                .fees()
                .maxFee();
        out.println(description + ": at most " + price + " base units of the native coin for each gas now;"
                + " nothing was sent, add --yes to sign and send it");
    }

    void send(TransactionSender sender, ContractCall call, PrintWriter out) {
        out.println(call.description() + ": transaction " + sender.send(call).hash());
    }
}
