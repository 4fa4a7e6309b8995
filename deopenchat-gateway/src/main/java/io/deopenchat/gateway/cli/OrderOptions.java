package io.deopenchat.gateway.cli;

import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.config.OrderLimits;
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
            names = "--max-orders",
            paramLabel = "COUNT",
            description = "Orders locked at a time (default: ${DEFAULT-VALUE}).")
    private int maxOrders = MarketConfig.DEFAULT_MAX_ORDERS;

    @Option(
            names = "--order-idle",
            paramLabel = "DURATION",
            description =
                    "Time after the lock in which a client must have asked for something; then its stake goes back"
                            + " (default: half of the order's time to serve, at most 15m).")
    private @Nullable Duration idle;

    @Option(
            names = "--min-serve-time",
            paramLabel = "DURATION",
            description =
                    "Shortest time to serve of an order that is locked (default: 30s, more where a stake has to wait"
                            + " for blocks on top of it).")
    private @Nullable Duration minServeTime;

    @Option(
            names = "--max-serve-time",
            paramLabel = "DURATION",
            description = "Longest time to serve of an order that is locked (default: 24h).")
    private Duration maxServeTime = OrderLimits.DEFAULT_MAX_SERVE_TIME;

    @Option(
            names = "--min-silence",
            paramLabel = "DURATION",
            description =
                    "Shortest silence of an order that is locked, unless it is the time to serve: within it a challenge"
                            + " must be answered, restarts included (default: 6s on a local chain, 2m on Filecoin, 1m elsewhere).")
    private @Nullable Duration minSilence;

    @Option(
            names = "--min-stake",
            paramLabel = "AMOUNT",
            description = "Stake below which an order is not locked (default: any that is worth its gas). For"
                    + " deployments in a token, whose price in gas is not known here.")
    private @Nullable Wei minStake;

    MarketConfig config() {
        return new MarketConfig(
                        serve,
                        minPrice == null ? null : TokenPrice.perThousand(minPrice),
                        maxOrders,
                        idle,
                        minServeTime)
                .with(new OrderLimits(minSilence, maxServeTime, minStake));
    }
}
