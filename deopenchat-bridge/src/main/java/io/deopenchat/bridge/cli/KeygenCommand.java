package io.deopenchat.bridge.cli;

import io.deopenchat.cli.KeyFile;
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
        description = "Makes a client key: it signs requests and confirmations, and can never withdraw money.")
final class KeygenCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "New file for the secret key, readable by you only (default: the secret key is printed).")
    private @Nullable Path file;

    @Override
    public Integer call() {
        SecretKey key = SecretKey.generate(new SecureRandom());
        Signer signer = new Signer(key, Secp256k1.fastest());
        PrintWriter out = Output.of(spec);
        if (file == null) {
            Output.warnings(spec)
                    .println("warning: the secret key is shown on the screen; keep it in a file with --out instead");
            out.println("client secret key " + Hex.of(key.exposed()));
        } else {
            KeyFile.create(file, key);
        }
        out.println("client address " + signer.address());
        out.println("client public key " + signer.publicKey());
        return 0;
    }
}
