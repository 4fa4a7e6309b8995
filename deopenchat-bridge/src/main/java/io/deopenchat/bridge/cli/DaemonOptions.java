package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.counterparty.Purse;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the daemon is told at start; also for what looks at it without serving. */
final class DaemonOptions {
    static final String DEFAULT_BIND_ADDRESS = "127.0.0.1:8787";

    @Option(
            names = "--bind-addr",
            paramLabel = "HOST:PORT",
            defaultValue = DEFAULT_BIND_ADDRESS,
            description =
                    "Where to listen, on this machine only; port 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private BindAddress bindAddress = BindAddress.parse(DEFAULT_BIND_ADDRESS);

    @Mixin
    private final MarketOptions market = new MarketOptions();

    @Mixin
    private final SpendingOptions spending = new SpendingOptions();

    @Mixin
    private final CompareOptions compared = new CompareOptions();

    @Mixin
    private final AutoBuyOptions purchases = new AutoBuyOptions();

    @Mixin
    private final ClientKeyOptions clientKey = new ClientKeyOptions();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journal is kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Option(
            names = "--accept-prices",
            description =
                    "Agree to the prices that are listed now. Without it a price that is dearer than at the first start is"
                            + " refused.")
    private boolean acceptPrices;

    @Option(
            names = "--seal",
            description =
                    "Send calls sealed to their provider, so that nobody in between reads prompts or answers, and buy from"
                            + " nobody who opens no sealed calls.")
    private boolean seals;

    BindAddress bindAddress() {
        return bindAddress;
    }

    MarketOptions market() {
        return market;
    }

    Path stateDirectory() {
        return StateDirectory.of(stateDirectory);
    }

    ClientKeyOptions clientKey() {
        return clientKey;
    }

    /** @throws UsageError if accounts are to be topped up and no wallet pays for it */
    Optional<Purse> purse(ChainConnection connection, PrintWriter warnings) {
        return purchases.purse(connection, warnings);
    }

    /** @throws UsageError if the options contradict one another */
    BridgeConfig config() {
        return config(market.provider(), market.allowsPrivateEndpoints());
    }

    /** The same, buying from whom the user chose just now. */
    BridgeConfig config(@Nullable Address provider, boolean privateEndpoints) {
        try {
            BridgeConfig config = BridgeConfig.of(bindAddress.host(), bindAddress.port(), provider, stateDirectory())
                    .choosing(market.filter(), market.preference())
                    .comparing(compared.comparing())
                    .spending(spending.budgets(), spending.demandsKey());
            if (privateEndpoints) {
                config = config.allowingPrivateEndpoints();
            }
            if (seals) {
                config = config.sealing();
            }
            return acceptPrices ? config.acceptingPrices() : config;
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }
}
