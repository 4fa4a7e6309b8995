package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.config.RecordFilter;
import io.deopenchat.bridge.market.MarketPurse;
import io.deopenchat.bridge.market.OrderDraft;
import io.deopenchat.bridge.market.OrderRules;
import io.deopenchat.chain.Criteria;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.SecretKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether applications may ask the open market. */
final class OrderingOptions {
    @Option(
            names = "--market-max-cost",
            paramLabel = "AMOUNT",
            description = {
                "Answer calls for the model market:NAME through orders of the open market, each with a stake of so much (default:",
                "never). Needs --eth-wallet-sk-file: that wallet stakes, and gets back what the answers do not cost."
            })
    private @Nullable Wei maxCost;

    @Option(
            names = "--market-timeout",
            paramLabel = "TIME",
            defaultValue = OrderTermsOptions.DEFAULT_TIMEOUT,
            description = "Within which a provider has to lock an order (default: ${DEFAULT-VALUE}).")
    private Duration timeout = OrderDraft.DEFAULT_TIME_TO_LOCK;

    /**
     * Empty if nothing may be staked.
     *
     * @param filter whose demands become those of the orders
     */
    Optional<MarketPurse> purse(ChainConnection connection, ProviderFilter filter, Supplier<SecretKey> owner) {
        if (maxCost == null) {
            return Optional.empty();
        }
        try {
            OrderRules rules =
                    new OrderRules(maxCost, timeout, criteria(filter.record()), filter, BridgeConfig.DEFAULT_MAXIMA);
            return Optional.of(new MarketPurse(connection.chain(), connection.contract(), owner.get(), rules));
        } catch (IllegalArgumentException e) {
            throw new UsageError("--market-max-cost: " + e.getMessage(), e);
        }
    }

    private static Criteria criteria(RecordFilter record) {
        return new Criteria(
                Wei.ZERO,
                record.minRounds(),
                0,
                record.minSuccess(),
                record.minPreference(),
                Criteria.WHOLE - record.minSuccess());
    }
}
