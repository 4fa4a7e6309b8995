package io.deopenchat.bridge.cli;

import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which client key, by its address or by the key itself; a daemon may be using it. */
final class ClientOptions {
    @Option(
            names = "--client",
            paramLabel = "ADDRESS",
            description = "Address of the client key, where the key itself is not at hand.")
    private @Nullable Address address;

    @Mixin
    private final ClientKeyOptions key = new ClientKeyOptions();

    /** @throws UsageError if the given key cannot be used, or is not that of the given address */
    Optional<MessageSigner> signer(PrintWriter warnings) {
        Optional<MessageSigner> signer = key.find(warnings);
        signer.map(MessageSigner::address).filter(this::isAnother).ifPresent(found -> {
            throw new UsageError("--client " + address + " is not the address of the given key, which is " + found);
        });
        return signer;
    }

    private boolean isAnother(Address found) {
        return address != null && !address.equals(found);
    }

    /** @throws UsageError if no client is named */
    Address client(Optional<MessageSigner> signer) {
        return signer.map(MessageSigner::address)
                .or(() -> Optional.ofNullable(address))
                .orElseThrow(
                        () -> new UsageError("name the client key with --client-sk-file FILE or --client ADDRESS"));
    }
}
