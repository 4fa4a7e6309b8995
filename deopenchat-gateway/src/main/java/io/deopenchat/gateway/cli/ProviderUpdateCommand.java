package io.deopenchat.gateway.cli;

import io.deopenchat.chain.ProviderDetails;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "provider-update",
        description = {
            "Changes what the registration says of the provider; what is not named stays as it is.",
            "Sends nothing if nothing would change."
        })
final class ProviderUpdateCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--endpoint", paramLabel = "URL", description = "Where clients reach this provider's gateway.")
    private @Nullable String endpoint;

    @Option(
            names = "--operator",
            paramLabel = "ADDRESS",
            description = "Key that signs releases at once, and receipts one withdrawal delay later.")
    private @Nullable Address operator;

    @Option(
            names = "--encryption-key",
            paramLabel = "KEY",
            description = "X25519 public key, 0x and 64 hexadecimal digits; all zeros for none.")
    private @Nullable Bytes32 encryptionKey;

    @Option(
            names = "--metadata-uri",
            paramLabel = "URI",
            description = "Where more is said about the provider; empty for nowhere.")
    private @Nullable String metadataUri;

    @Override
    public Integer call() {
        if (endpoint == null && operator == null && encryptionKey == null && metadataUri == null) {
            throw new UsageError(
                    "nothing to update; name at least one of --endpoint, --operator, --encryption-key and --metadata-uri");
        }
        if (endpoint != null) {
            Registration.requireEndpoint(endpoint);
        }
        PrintWriter out = Output.of(spec);
        try (WalletConnection wallet = gateway.connectWallet()) {
            RegisteredProvider before = Registration.require(wallet.contract(), wallet.provider());
            ProviderDetails wanted = changed(Registration.details(before));
            if (Registration.says(before, wanted)) {
                out.println("provider " + before.provider() + " says so already; nothing was sent");
                return 0;
            }
            wallet.sender().send(wallet.contract().registry().updateProvider(wanted));
            RegisteredProvider after = Registration.require(wallet.contract(), wallet.provider());
            out.println("updated provider " + after.provider() + " at " + after.endpoint());
            if (operator != null) {
                Registration.told(after.operators()).forEach(out::println);
            }
        }
        return 0;
    }

    private ProviderDetails changed(ProviderDetails before) {
        return new ProviderDetails(
                endpoint == null ? before.endpoint() : endpoint,
                operator == null ? before.operator() : operator,
                encryptionKey == null ? before.encryptionKey() : encryptionKey,
                metadataUri == null ? before.metadataUri() : metadataUri);
    }
}
