package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.Preference;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.config.RecordFilter;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--min-success-ratio",
            paramLabel = "RATIO",
            description = {
                "Buy only from whose record on chain shows that at least this share of what it was paid was neither flagged nor",
                "contested, and that it finished this share of the orders it locked; 0 to 1 (default: 0)."
            })
    private BigDecimal minSuccess = BigDecimal.ZERO;

    @Option(
            names = "--min-preference-ratio",
            paramLabel = "RATIO",
            description = "Buy only from who was preferred in this share of the value compared; 0 to 1 (default: 0).")
    private BigDecimal minPreference = BigDecimal.ZERO;

    @Option(
            names = "--min-rounds",
            paramLabel = "N",
            description = "Buy only from who has claimed so many confirmed rounds (default: 0).")
    private long minRounds;

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
        return new ProviderFilter(allowed, refused, price(maxInputPrice), price(maxOutputPrice), record());
    }

    private RecordFilter record() {
        try {
            return new RecordFilter(
                    RecordFilter.basisPoints(minSuccess), RecordFilter.basisPoints(minPreference), minRounds);
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }

    Preference preference() {
        return preference;
    }

    private static @Nullable TokenPrice price(@Nullable Wei perMillion) {
        return perMillion == null ? null : new TokenPrice(perMillion);
    }
}
