package io.deopenchat.bridge.cli;

import io.deopenchat.cli.SecretOption;
import io.deopenchat.cli.UsageError;
import io.deopenchat.protocol.Access;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.RemoteSigner;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the client key is: here, or in another program that signs with it. */
final class ClientKeyOptions {
    static final String NAME = "--client-sk";
    static final String VARIABLE = "DEOPENCHAT_CLIENT_SK";
    static final String PASSWORD_OPTION = "--client-password-file";

    @Option(
            names = NAME,
            paramLabel = "KEY",
            description =
                    "Secret key of the client. Visible to other users of the machine: prefer --client-sk-file or the"
                            + " environment variable DEOPENCHAT_CLIENT_SK.")
    private @Nullable String key;

    @Option(
            names = "--client-sk-file",
            paramLabel = "FILE",
            description = "File with the secret key of the client, as keygen wrote it: a keystore, or the plain key.")
    private @Nullable Path keyFile;

    @Option(
            names = PASSWORD_OPTION,
            paramLabel = "FILE",
            description = "File with the password of the keystore (default: the environment variable"
                    + " DEOPENCHAT_CLIENT_PASSWORD, or it is asked for).")
    private @Nullable Path passwordFile;

    @Option(
            names = "--client-signer-url",
            paramLabel = "URL",
            description =
                    "A program that holds the client key and signs with eth_signTypedData_v4 without asking anybody:"
                            + " http on this machine, or https.")
    private @Nullable String signerUrl;

    @Option(
            names = "--client-signer-address",
            paramLabel = "ADDRESS",
            description = "Which of its accounts is the client key (default: the only one).")
    private @Nullable Address signerAddress;

    /** The file that was named for the key, whether it is there or not. */
    Optional<Path> file() {
        return Optional.ofNullable(keyFile);
    }

    /**
     * The key in a file that was not named as an option.
     *
     * @throws UsageError if there is none
     */
    MessageSigner in(Path file, PrintWriter warnings) {
        SecretKey found =
                new SecretOption(NAME, VARIABLE, null, file, null, passwordFile).require(passwords(), warnings);
        return new Signer(found, Secp256k1.fastest());
    }

    /** Of the environment only what opens a keystore: the file was chosen, and no other key is meant. */
    private static Map<String, String> passwords() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove(VARIABLE);
        return environment;
    }

    /** A key in another program tells it by a signature of an access that expired long ago, to a provider that is nobody. */
    static PublicKey publicKey(MessageSigner signer, Supplier<Domain> domain) {
        return switch (signer) {
            case Signer here -> here.publicKey();
            case RemoteSigner elsewhere -> elsewhere.publicKey(domain.get(), new Access(Address.ZERO, "show-key", 0));
            default -> throw new IllegalStateException("a signer of an unknown kind");
        };
    }

    /** @throws UsageError if no key is given, or the given one cannot be used */
    MessageSigner require(PrintWriter warnings) {
        return find(warnings)
                .orElseThrow(() -> new UsageError("no client key is given: use --client-sk-file FILE,"
                        + " --client-signer-url URL, or the environment variable " + VARIABLE));
    }

    /**
     * The key itself, for what is kept under it; none for one that is in another program.
     *
     * @throws UsageError if a key is given that cannot be used
     */
    Optional<SecretKey> here(PrintWriter warnings) {
        return new SecretOption(NAME, VARIABLE, key, keyFile, null, passwordFile).find(System.getenv(), warnings);
    }

    /** @throws UsageError if a key is given that cannot be used */
    Optional<MessageSigner> find(PrintWriter warnings) {
        return find(System.getenv(), warnings);
    }

    Optional<MessageSigner> find(Map<String, String> environment, PrintWriter warnings) {
        Optional<SecretKey> here =
                new SecretOption(NAME, VARIABLE, key, keyFile, null, passwordFile).find(environment, warnings);
        if (signerUrl == null) {
            refuseAddressAlone();
            return here.map(secret -> new Signer(secret, Secp256k1.fastest()));
        }
        if (here.isPresent()) {
            throw new UsageError("more than one client key is given; leave out --client-signer-url, or the key");
        }
        return Optional.of(remote(signerUrl));
    }

    private void refuseAddressAlone() {
        if (signerAddress != null) {
            throw new UsageError("--client-signer-address belongs to --client-signer-url; give both");
        }
    }

    private RemoteSigner remote(String url) {
        try {
            return RemoteSigner.connect(url, Optional.ofNullable(signerAddress), Secp256k1.fastest());
        } catch (IllegalArgumentException e) {
            throw new UsageError("--client-signer-url: " + e.getMessage(), e);
        }
    }
}
