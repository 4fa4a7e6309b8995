package io.deopenchat.gateway.cli;

import io.deopenchat.chain.ProviderDetails;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.signing.Address;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate-operator",
        description = {
            "Names another key for receipts and releases, and tells from when on it counts.",
            "Naming the present one again takes an announcement back."
        })
final class RotateOperatorCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--operator",
            required = true,
            paramLabel = "ADDRESS",
            description = "The key that shall sign. The wallet's own address for no other key.")
    private Address operator = Address.ZERO;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        try (WalletConnection wallet = gateway.connectWallet()) {
            RegisteredProvider before = Registration.require(wallet.contract(), wallet.provider());
            ProviderDetails said = Registration.details(before);
            ProviderDetails wanted =
                    new ProviderDetails(said.endpoint(), operator, said.encryptionKey(), said.metadataUri());
            if (Registration.says(before, wanted)) {
                out.println("operator " + Registration.lastNamed(before) + " is named already; nothing was sent");
            } else {
                wallet.sender().send(wallet.contract().registry().updateProvider(wanted));
            }
            Registration.told(Registration.require(wallet.contract(), wallet.provider())
                            .operators())
                    .forEach(out::println);
        }
        return 0;
    }
}
