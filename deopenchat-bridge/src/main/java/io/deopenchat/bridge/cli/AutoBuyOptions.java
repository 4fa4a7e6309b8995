package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.counterparty.Purse;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.SecretKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the daemon buys by itself. */
final class AutoBuyOptions {
    @Option(
            names = "--auto-buy",
            paramLabel = "AMOUNT",
            description = {
                "Top accounts that are nearly spent up by so much at once, from the prefunded balance of their owner and within",
                "the limits that its command prefund set (default: never). Needs --gas-wallet-sk-file."
            })
    private @Nullable Wei lot;

    @Option(
            names = "--gas-wallet-sk",
            paramLabel = "KEY",
            description =
                    "Secret key of a wallet that pays the gas of --auto-buy, and nothing else. Visible to other users of"
                            + " the machine: prefer --gas-wallet-sk-file or the environment variable DEOPENCHAT_GAS_WALLET_SK.")
    private @Nullable String key;

    @Option(
            names = "--gas-wallet-sk-file",
            paramLabel = "FILE",
            description =
                    "File with the secret key of the wallet that pays gas, or its keystore; any wallet but the owner's will"
                            + " do.")
    private @Nullable Path keyFile;

    @Option(
            names = "--gas-wallet-password-file",
            paramLabel = "FILE",
            description = "File with its password, if that file is a keystore (default: the environment variable"
                    + " DEOPENCHAT_GAS_WALLET_PASSWORD, or it is asked for).")
    private @Nullable Path passwordFile;

    /** @throws UsageError if accounts are to be topped up and no wallet pays for it */
    Optional<Purse> purse(ChainConnection connection, PrintWriter warnings) {
        if (lot == null) {
            return Optional.empty();
        }
        SecretKey wallet = new SecretOption(
                        "--gas-wallet-sk", "DEOPENCHAT_GAS_WALLET_SK", key, keyFile, null, passwordFile)
                .require(System.getenv(), warnings);
        TransactionSender sender =
                new TransactionSender(connection.chain(), connection.contract().network(), wallet);
        try {
            return Optional.of(new Purse(connection.contract(), sender, lot));
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }
}
