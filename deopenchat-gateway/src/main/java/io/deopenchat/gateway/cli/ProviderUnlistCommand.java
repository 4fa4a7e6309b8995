package io.deopenchat.gateway.cli;

import io.deopenchat.protocol.ModelId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "provider-unlist",
        description = {
            "Takes a model off the market at once, with what was announced for it.",
            "Listed again, it is back one withdrawal delay later."
        })
final class ProviderUnlistCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            description = "Model as it was listed; give the option again for more.")
    private List<String> models = List.of();

    @Override
    public Integer call() {
        try (WalletConnection wallet = gateway.connectWallet()) {
            for (String model : models) {
                wallet.sender().send(wallet.contract().registry().unlistModel(ModelId.of(model)));
                Output.of(spec).println("unlisted " + model);
            }
        }
        return 0;
    }
}
