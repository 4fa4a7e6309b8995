package io.deopenchat.bridge.cli;

import io.deopenchat.cli.KeyFile;
import io.deopenchat.cli.Password;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Hex;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "keygen",
        description = {
            "Makes a client key: it signs requests and confirmations, and can never withdraw money. The file is a keystore that",
            "other Ethereum wallets read, encrypted with a password."
        })
final class KeygenCommand implements Callable<Integer> {
    private static final String PASSWORD_OPTION = "--password-file";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "New file for the key, readable by you only (default: the secret key is printed).")
    private @Nullable Path file;

    @Option(
            names = PASSWORD_OPTION,
            paramLabel = "FILE",
            description =
                    "File with the password (default: the environment variable DEOPENCHAT_CLIENT_PASSWORD, or it is"
                            + " asked for twice).")
    private @Nullable Path passwordFile;

    @Option(names = "--plain", description = "Write the key itself, without a password.")
    private boolean plain;

    @Override
    public Integer call() {
        SecretKey key = SecretKey.generate(new SecureRandom());
        Signer signer = new Signer(key, Secp256k1.fastest());
        PrintWriter out = Output.of(spec);
        if (file != null) {
            write(file, key);
        } else if (passwordFile != null || plain) {
            throw new UsageError(PASSWORD_OPTION + " and --plain belong to --out; name the file");
        } else {
            Output.warnings(spec)
                    .println("warning: the secret key is shown on the screen; keep it in a file with --out instead");
            out.println("client secret key " + Hex.of(key.exposed()));
        }
        out.println("client address " + signer.address());
        out.println("client public key " + signer.publicKey());
        return 0;
    }

    private void write(Path target, SecretKey key) {
        KeyFile.refuseToOverwrite(target);
        if (!plain) {
            String password =
                    new Password(PASSWORD_OPTION, "DEOPENCHAT_CLIENT", passwordFile).ofNew(target, System.getenv());
            KeyFile.createKeystore(target, key, password);
        } else if (passwordFile == null) {
            KeyFile.create(target, key);
        } else {
            throw new UsageError("a key with --plain has no password; leave out " + PASSWORD_OPTION);
        }
    }
}
