package io.deopenchat.cli;

import io.deopenchat.signing.SecretKey;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The wallet that signs transactions and pays for their gas. Part of the root command; every subcommand takes it too. */
public final class WalletOptions {
    private final Map<String, String> environment;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--wallet-sk",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY",
            description =
                    "Secret key of the wallet, 64 hexadecimal digits. Visible to other users of the machine: prefer"
                            + " --wallet-sk-file or the environment variable DEOPENCHAT_WALLET_SK.")
    private @Nullable String key;

    @Option(
            names = "--wallet-sk-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description =
                    "File with the secret key of the wallet, or its keystore; only its owner may read it (chmod 600).")
    private @Nullable Path file;

    @Option(
            names = "--wallet-keystore",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Encrypted key file of an Ethereum wallet (version 3).")
    private @Nullable Path keystore;

    @Option(
            names = "--wallet-password-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "File with the password of the keystore (default: the environment variable"
                    + " DEOPENCHAT_WALLET_PASSWORD, or it is asked for).")
    private @Nullable Path passwordFile;

    public WalletOptions() {
        this(System.getenv());
    }

    public WalletOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws UsageError if no key is given, or the given one cannot be read */
    public SecretKey secretKey() {
        if (command == null) {
            throw new IllegalStateException("the options were not parsed");
        }
        return new SecretOption("--wallet-sk", "DEOPENCHAT_WALLET_SK", key, file, keystore, passwordFile)
                .require(environment, command.commandLine().getErr());
    }
}
