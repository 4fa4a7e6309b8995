package io.deopenchat.bridge.cli;

import io.deopenchat.cli.ChainConnection;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.PublicKey;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "show-key",
        description = {
            "Prints address and public key of a client key, wherever it is. A key in another program tells its public key by a",
            "signature of a message that nobody accepts; that needs chain and contract."
        })
final class ShowKeyCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClientKeyOptions key = new ClientKeyOptions();

    @Override
    public Integer call() {
        MessageSigner signer = key.require(Output.warnings(spec));
        PublicKey publicKey = ClientKeyOptions.publicKey(signer, this::domain);
        PrintWriter out = Output.of(spec);
        out.println("client address " + signer.address());
        out.println("client public key " + publicKey);
        return 0;
    }

    private Domain domain() {
        try (ChainConnection connection = bridge.chain.config().connect()) {
            return connection.contract().domain();
        }
    }
}
