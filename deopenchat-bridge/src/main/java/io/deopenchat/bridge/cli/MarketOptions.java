package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.Preference;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From whom to buy. */
final class MarketOptions {
    @Option(
            names = "--provider",
            paramLabel = "ADDRESS",
            description = "The one provider to buy from (default: whoever is best of those that you allow).")
    private @Nullable Address provider;

    @Option(
            names = "--allow-provider",
            paramLabel = "ADDRESS",
            split = ",",
            description =
                    "Buy from this provider and others so named only; may be repeated (default: those that this bridge"
                            + " has bought from before).")
    private Set<Address> allowed = new HashSet<>();

    @Option(
            names = "--refuse-provider",
            paramLabel = "ADDRESS",
            split = ",",
            description = "Never buy from this provider; may be repeated.")
    private Set<Address> refused = new HashSet<>();

    @Option(
            names = "--max-input-price",
            paramLabel = "AMOUNT",
            description =
                    "Most to pay for a million prompt tokens, with its unit, for example 0.5ether (default: any).")
    private @Nullable Wei maxInputPrice;

    @Option(
            names = "--max-output-price",
            paramLabel = "AMOUNT",
            description = "Most to pay for a million completion tokens (default: any).")
    private @Nullable Wei maxOutputPrice;

    @Mixin
    private final RecordOptions record = new RecordOptions();

    @Option(
            names = "--prefer",
            paramLabel = "WHAT",
            description = "What counts among several providers: ${COMPLETION-CANDIDATES} (default: balanced).")
    private Preference preference = Preference.BALANCED;

    @Option(
            names = "--allow-private-endpoints",
            description = "Connect to gateways in private networks as well, and without HTTPS; for your own.")
    private boolean allowPrivateEndpoints;

    boolean allowsPrivateEndpoints() {
        return allowPrivateEndpoints;
    }

    @Nullable
    Address provider() {
        return provider;
    }

    /** @throws UsageError if the options contradict each other */
    ProviderFilter filter() {
        if (provider != null && !(allowed.isEmpty() && refused.isEmpty())) {
            throw new UsageError("--provider names the only one: leave out --allow-provider and --refuse-provider");
        }
        return new ProviderFilter(allowed, refused, price(maxInputPrice), price(maxOutputPrice), record.filter());
    }

    Preference preference() {
        return preference;
    }

    private static @Nullable TokenPrice price(@Nullable Wei perMillion) {
        return perMillion == null ? null : new TokenPrice(perMillion);
    }
}
