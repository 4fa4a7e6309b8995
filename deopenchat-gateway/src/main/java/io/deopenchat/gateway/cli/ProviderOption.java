package io.deopenchat.gateway.cli;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose numbers a command shows: nobody needs a key to look. */
final class ProviderOption {
    @Option(
            names = "--provider",
            paramLabel = "ADDRESS",
            description = "Which provider (default: that of the wallet). With it, no key is needed.")
    private @Nullable Address provider;

    Address of(GatewayCommand gateway) {
        return provider != null ? provider : new Signer(gateway.wallet.secretKey(), Secp256k1.fastest()).address();
    }
}
