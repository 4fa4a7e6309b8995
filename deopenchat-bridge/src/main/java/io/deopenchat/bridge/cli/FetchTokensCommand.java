package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.spending.TokenPurchase;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.FeeReport;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "fetch-tokens",
        description = "Buys tokens of a provider for a client key: the wallet pays into an escrow that it owns.")
final class FetchTokensCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--provider", required = true, paramLabel = "ADDRESS", description = "Whose tokens to buy.")
    private Address provider = Address.ZERO;

    @Option(
            names = "--client-pk",
            required = true,
            paramLabel = "KEY",
            description = "Public key of the client, as keygen printed it.")
    private @Nullable PublicKey client;

    @Option(names = "--ktokens", required = true, paramLabel = "NUMBER", description = "Thousands of tokens to buy.")
    private long ktokens;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "At whose price to buy (default: the only model that the provider lists).")
    private @Nullable String model;

    @Mixin
    private final OwnerWalletOptions wallet = new OwnerWalletOptions();

    @Override
    public Integer call() {
        if (ktokens < 1) {
            throw new UsageError("--ktokens must be at least 1, got " + ktokens);
        }
        if (client == null) {
            throw new UsageError("--client-pk is missing");
        }
        try (ChainConnection connection = bridge.chain.config().connect()) {
            TransactionSender sender = wallet.sender(connection, Output.warnings(spec));
            Output.of(spec)
                    .println("fee "
                            + FeeReport.quoted(connection.contract().treasury().fee()));
            print(new TokenPurchase(connection.contract(), sender).buy(provider, model, ktokens, client));
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
        return 0;
    }

    private void print(TokenPurchase.Bought bought) {
        PrintWriter out = Output.of(spec);
        out.println("model " + Printable.text(bought.listing().name()));
        out.println("price per 1,000,000 tokens: input "
                + bought.listing().prices().input() + ", output "
                + bought.listing().prices().output());
        out.println("cost " + bought.cost());
        out.println("transaction " + bought.transaction().hash());
        out.println("escrow " + bought.escrow());
    }
}
