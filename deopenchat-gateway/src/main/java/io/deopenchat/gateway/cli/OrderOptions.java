package io.deopenchat.gateway.cli;

import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which orders of the open market are served. */
final class OrderOptions {
    @Option(
            names = "--serve-orders",
            description = "Lock orders of the open market that fit what is listed, and serve them.")
    private boolean serve;

    @Option(
            names = "--min-price",
            paramLabel = "AMOUNT",
            description =
                    "Listed price of 1,000 completion tokens below which a model serves no orders (default: any).")
    private @Nullable Wei minPrice;

    @Option(
            names = "--min-stake",
            paramLabel = "AMOUNT",
            description = "Least stake of an order that is locked (default: any that is worth its gas).")
    private Wei minStake = Wei.ZERO;

    @Option(
            names = "--max-orders",
            paramLabel = "COUNT",
            description = "Orders locked at a time (default: ${DEFAULT-VALUE}).")
    private int maxOrders = MarketConfig.DEFAULT_MAX_ORDERS;

    @Option(
            names = "--order-idle",
            paramLabel = "DURATION",
            description =
                    "Time after the lock in which a client must have asked for something; then its stake goes back"
                            + " (default: half of the order's time to serve).")
    private @Nullable Duration idle;

    @Option(
            names = "--min-serve-time",
            paramLabel = "DURATION",
            description =
                    "Shortest time to serve of an order that is locked (default: 30s, more where a stake has to wait"
                            + " for blocks on top of it).")
    private @Nullable Duration minServeTime;

    MarketConfig config() {
        return new MarketConfig(
                serve,
                minPrice == null ? null : TokenPrice.perThousand(minPrice),
                minStake,
                maxOrders,
                idle,
                minServeTime);
    }
}
