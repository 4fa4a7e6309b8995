package io.deopenchat.gateway.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "contract-accept-treasury",
        description = "Takes the treasury's place; only the wallet that the treasury proposed may.")
final class ContractAcceptTreasuryCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (WalletConnection wallet = gateway.connectWallet()) {
            wallet.sender().send(wallet.contract().treasury().acceptTreasury());
            Output.of(spec).println("the treasury is " + wallet.provider() + " now");
        }
        return 0;
    }
}
