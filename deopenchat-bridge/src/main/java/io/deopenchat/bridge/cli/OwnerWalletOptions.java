package io.deopenchat.bridge.cli;

import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.signing.SecretKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The wallet that owns accounts: it pays for tokens, and gets back what is left of them. */
final class OwnerWalletOptions {
    @Option(
            names = "--eth-wallet-sk",
            paramLabel = "KEY",
            description = "Secret key of the wallet that owns the tokens. Visible to other users of the machine: prefer"
                    + " --eth-wallet-sk-file or the environment variable DEOPENCHAT_ETH_WALLET_SK.")
    private @Nullable String key;

    @Option(
            names = "--eth-wallet-sk-file",
            paramLabel = "FILE",
            description =
                    "File with the secret key of the wallet, or its keystore; only its owner may read it (chmod 600).")
    private @Nullable Path keyFile;

    @Option(
            names = "--eth-wallet-keystore",
            paramLabel = "FILE",
            description = "Encrypted key file of an Ethereum wallet (version 3).")
    private @Nullable Path keystore;

    @Option(
            names = "--eth-wallet-password-file",
            paramLabel = "FILE",
            description = "File with the password of the keystore (default: the environment variable"
                    + " DEOPENCHAT_ETH_WALLET_PASSWORD, or it is asked for).")
    private @Nullable Path passwordFile;

    /** @throws io.deopenchat.cli.UsageError if no key is given, or the given one cannot be read */
    TransactionSender sender(ChainConnection connection, PrintWriter warnings) {
        return new TransactionSender(
                connection.chain(), connection.contract().network(), secret().require(System.getenv(), warnings));
    }

    /** @throws io.deopenchat.cli.UsageError if no key is given, or the given one cannot be read */
    SecretKey require(PrintWriter warnings) {
        return secret().require(System.getenv(), warnings);
    }

    /** Empty if no key is given. */
    Optional<SecretKey> find(PrintWriter warnings) {
        return secret().find(System.getenv(), warnings);
    }

    private SecretOption secret() {
        return new SecretOption("--eth-wallet-sk", "DEOPENCHAT_ETH_WALLET_SK", key, keyFile, keystore, passwordFile);
    }
}
