package io.deopenchat.gateway.cli;

import io.deopenchat.signing.Address;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "contract-propose-treasury",
        description = {
            "Names the wallet that may take the treasury's place; only the treasury's wallet may.",
            "Nothing changes until that one runs contract-accept-treasury. What is due until then stays the old one's."
        })
final class ContractProposeTreasuryCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--treasury",
            required = true,
            paramLabel = "ADDRESS",
            description = "The wallet that may follow; the zero address takes a proposal back.")
    private Address proposed = Address.ZERO;

    @Override
    public Integer call() {
        try (WalletConnection wallet = gateway.connectWallet()) {
            wallet.sender().send(wallet.contract().treasury().proposeTreasury(proposed));
            Output.of(spec)
                    .println(
                            proposed.equals(Address.ZERO)
                                    ? "nobody is proposed any more"
                                    : "proposed " + proposed + ", which may run contract-accept-treasury now");
        }
        return 0;
    }
}
