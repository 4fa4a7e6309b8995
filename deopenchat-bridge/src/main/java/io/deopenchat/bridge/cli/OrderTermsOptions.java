package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.market.OrderDraft;
import io.deopenchat.bridge.market.OrderRules;
import io.deopenchat.chain.Criteria;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an order asks for. */
final class OrderTermsOptions {
    static final String DEFAULT_TIMEOUT = "5m";

    @Option(
            names = "--max-cost",
            paramLabel = "AMOUNT",
            description =
                    "Stake of the order, with its unit: the most that the answer may cost. What it does not cost returns.")
    private @Nullable Wei maxCost;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = DEFAULT_TIMEOUT,
            description = "Within which a provider has to lock the order (default: ${DEFAULT-VALUE}).")
    private Duration timeout = OrderDraft.DEFAULT_TIME_TO_LOCK;

    @Option(
            names = "--criteria",
            paramLabel = "LIST",
            converter = CriteriaConverter.class,
            description = {
                "What the record of the provider must show, checked by the contract: min-money=AMOUNT, min-rounds=N,",
                "min-clients=N, and shares from 0 to 1: min-finished=, min-preferred=, max-flagged=; separated by commas."
            })
    private Criteria criteria = Criteria.NONE;

    @Option(
            names = "--provider",
            paramLabel = "ADDRESS",
            split = ",",
            description = "Only this provider may lock it, and others so named (default: any).")
    private Set<Address> providers = new HashSet<>();

    @Option(
            names = "--max-input-price",
            paramLabel = "AMOUNT",
            description =
                    "Most to pay for a million prompt tokens (default: what --max-cost covers whatever the usage).")
    private @Nullable Wei maxInputPrice;

    @Option(
            names = "--max-output-price",
            paramLabel = "AMOUNT",
            description = "Most to pay for a million completion tokens (default: as for the prompt).")
    private @Nullable Wei maxOutputPrice;

    /** @throws UsageError if there is no stake */
    OrderRules rules() {
        if (maxCost == null) {
            throw new UsageError("--max-cost AMOUNT is missing: the stake of the order, and the most that it may cost");
        }
        return rules(maxCost);
    }

    OrderRules rules(Wei stake) {
        try {
            return new OrderRules(
                    stake,
                    timeout,
                    criteria,
                    new ProviderFilter(providers, Set.of(), price(maxInputPrice), price(maxOutputPrice)),
                    BridgeConfig.DEFAULT_MAXIMA);
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable TokenPrice price(@Nullable Wei perMillion) {
        return perMillion == null ? null : new TokenPrice(perMillion);
    }
}
