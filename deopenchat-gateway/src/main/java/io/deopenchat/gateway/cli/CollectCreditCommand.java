package io.deopenchat.gateway.cli;

import io.deopenchat.chain.Credits;
import io.deopenchat.money.Wei;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "collect-credit",
        description = {
            "Pays the wallet all that the contract holds for it: a treasury's fees, or what a provider is due and did not get",
            "with a claim of its own."
        })
final class CollectCreditCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (WalletConnection wallet = gateway.connectWallet()) {
            Credits credits = wallet.contract().credits();
            Wei waiting = credits.credit(wallet.provider());
            if (waiting.isZero()) {
                Output.of(spec).println("nothing waits for " + wallet.provider() + "; nothing was sent");
            } else {
                Output.of(spec)
                        .println("collected " + waiting + " base units in "
                                + wallet.sender().send(credits.collectCredit()).hash());
            }
        }
        return 0;
    }
}
