package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.ProviderDetails;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import java.net.URI;
import java.util.List;

/** What a provider said of itself last. The contract takes all of it anew with every change. */
final class Registration {
    private Registration() {}

    /** @throws IllegalStateException if the provider never registered */
    static RegisteredProvider require(DeopenchatContract contract, Address provider) {
        return contract.registry()
                .provider(provider)
                .orElseThrow(() -> new IllegalStateException("provider " + provider
                        + " is not registered with contract " + contract.address() + "; run provider-register first"));
    }

    static ProviderDetails details(RegisteredProvider provider) {
        return new ProviderDetails(
                provider.endpoint(), lastNamed(provider), provider.encryptionKey(), provider.metadataUri());
    }

    /** Naming the present operator again would take back the announcement of another. */
    static Address lastNamed(RegisteredProvider provider) {
        return provider.operators().releases();
    }

    /** Whether {@code wanted} would change nothing. */
    static boolean says(RegisteredProvider provider, ProviderDetails wanted) {
        Address operator = wanted.operator().equals(Address.ZERO) ? provider.provider() : wanted.operator();
        return details(provider)
                .equals(new ProviderDetails(wanted.endpoint(), operator, wanted.encryptionKey(), wanted.metadataUri()));
    }

    /** What no client could reach is not worth a transaction. */
    static void requireEndpoint(String endpoint) {
        URI uri;
        try {
            uri = URI.create(endpoint);
        } catch (IllegalArgumentException noUri) {
            throw new UsageError(
                    "--endpoint '" + endpoint + "' is no URL, for example https://inference.example.org", noUri);
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new UsageError(
                    "--endpoint '" + endpoint + "' is no http or https URL, for example https://inference.example.org");
        }
    }

    /** Who signs what, from when on. */
    static List<String> told(Operators operators) {
        return operators
                .announced()
                .map(next -> List.of(
                        "operator " + next.key() + " signs releases from now on, and receipts from " + next.time()
                                + " on",
                        "operator " + operators.present() + " signs receipts until " + next.time()
                                + "; keep the gateway on its key until then, and restart it with the new one after"))
                .orElseGet(() -> List.of("operator " + operators.present() + " signs receipts and releases"));
    }
}
