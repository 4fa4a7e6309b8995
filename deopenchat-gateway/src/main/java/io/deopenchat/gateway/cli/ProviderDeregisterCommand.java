package io.deopenchat.gateway.cli;

import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Registry;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "provider-deregister",
        description = {
            "Takes every model off the market at once.",
            "The registration itself stays: the contract keeps it, because accounts, claims and withdrawals refer to it."
        })
final class ProviderDeregisterCommand implements Callable<Integer> {
    /** Keeps one transaction far below the gas of a block. */
    static final int MODELS_AT_ONCE = 50;

    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        try (WalletConnection wallet = gateway.connectWallet()) {
            Registration.require(wallet.contract(), wallet.provider());
            Registry registry = wallet.contract().registry();
            List<Listing> offered = registry.listings(wallet.provider()).stream()
                    .filter(listing -> listing.listed() || listing.announced().isPresent())
                    .toList();
            for (int from = 0; from < offered.size(); from += MODELS_AT_ONCE) {
                List<Listing> some = offered.subList(from, Math.min(from + MODELS_AT_ONCE, offered.size()));
                List<ContractCall> calls = some.stream()
                        .map(listing -> registry.unlistModel(listing.model()))
                        .toList();
                wallet.sender().send(wallet.contract().batch(calls));
                some.forEach(listing -> out.println("unlisted " + listing.name()));
            }
            out.println(
                    "provider " + wallet.provider() + " offers nothing any more; the contract keeps its registration."
                            + " Stop the daemon, then run claim while clients have confirmed what is not claimed");
        }
        return 0;
    }
}
