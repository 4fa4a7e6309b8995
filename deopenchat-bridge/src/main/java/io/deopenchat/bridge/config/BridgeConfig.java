package io.deopenchat.bridge.config;

import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon is told at start.
 *
 * @param host a loopback name or address: whoever reaches the bridge spends its tokens
 * @param port 0 for any free one
 * @param provider from whom everything is bought; null for whoever is best
 * @param filter from whom nothing is bought
 * @param preference what counts when several offer a model
 * @param comparing which prompts a second provider answers as well
 * @param budgets what may be spent; none for no limit
 * @param demandsKey whether applications must show a key of the bridge
 * @param allowsPrivateEndpoints whether gateways may be in private networks, and without HTTPS
 * @param stateDirectory where the journals are
 * @param maxima above which nothing that a gateway says of its models is believed
 * @param watchInterval between two looks at chain and gateway
 * @param acceptPrices whether the user agrees to whatever is listed now, also where it is dearer than agreed before
 * @param drain how long a shutdown waits for what is being answered, and again for confirmations
 * @param seals whether calls leave sealed to their provider, or not at all
 */
public record BridgeConfig(
        String host,
        int port,
        @Nullable Address provider,
        ProviderFilter filter,
        Preference preference,
        Comparing comparing,
        List<Budget> budgets,
        boolean demandsKey,
        boolean allowsPrivateEndpoints,
        Path stateDirectory,
        ModelLimits maxima,
        Timeouts timeouts,
        Duration watchInterval,
        int maxBodyBytes,
        boolean acceptPrices,
        Duration drain,
        boolean seals) {
    public static final int DEFAULT_MAX_BODY_BYTES = 64 * 1_024 * 1_024;
    public static final Duration DEFAULT_WATCH_INTERVAL = Duration.ofSeconds(15);
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);

    /**
     * What a gateway may at most bill without evidence: a chat template, what an image becomes, and no hidden tokens. Every
     * one of these numbers is money that a lying provider could take in each round.
     */
    public static final ModelLimits DEFAULT_MAXIMA = new ModelLimits(16_384, 1_024, 4_096, 0);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    public BridgeConfig {
        budgets = List.copyOf(budgets);
        if (!LOOPBACK.contains(host)) {
            throw new IllegalArgumentException("--bind-addr " + host + ": expected localhost, 127.0.0.1 or [::1];"
                    + " everybody who reaches the bridge can spend its tokens");
        }
        if (maxBodyBytes < 1) {
            throw new IllegalArgumentException("--max-body-bytes must be at least 1, got " + maxBodyBytes);
        }
    }

    /** What the user set, and what comparing needs. */
    public List<Budget> allBudgets() {
        return comparing.isOn()
                ? Stream.concat(budgets.stream(), Stream.of(comparing.budget())).toList()
                : budgets;
    }

    /** From whom nothing is bought: a provider that the user named alone is not judged by its record. */
    public ProviderFilter demands() {
        return provider == null ? filter : filter.withoutRecord();
    }

    /** The one provider that is bought from, if one was named. */
    public Optional<Address> onlyProvider() {
        return Optional.ofNullable(provider);
    }

    /** The same, with the user's wishes about providers. */
    public BridgeConfig choosing(ProviderFilter newFilter, Preference newPreference) {
        return new BridgeConfig(
                host,
                port,
                provider,
                newFilter,
                newPreference,
                comparing,
                budgets,
                demandsKey,
                allowsPrivateEndpoints,
                stateDirectory,
                maxima,
                timeouts,
                watchInterval,
                maxBodyBytes,
                acceptPrices,
                drain,
                seals);
    }

    /** The same, with the user's limits on who spends, and how much. */
    public BridgeConfig spending(List<Budget> newBudgets, boolean newDemandsKey) {
        return new BridgeConfig(
                host,
                port,
                provider,
                filter,
                preference,
                comparing,
                newBudgets,
                newDemandsKey,
                allowsPrivateEndpoints,
                stateDirectory,
                maxima,
                timeouts,
                watchInterval,
                maxBodyBytes,
                acceptPrices,
                drain,
                seals);
    }

    /** The same, with second answers to some prompts. */
    public BridgeConfig comparing(Comparing newComparing) {
        return new BridgeConfig(
                host,
                port,
                provider,
                filter,
                preference,
                newComparing,
                budgets,
                demandsKey,
                allowsPrivateEndpoints,
                stateDirectory,
                maxima,
                timeouts,
                watchInterval,
                maxBodyBytes,
                acceptPrices,
                drain,
                seals);
    }

    /** The same, for gateways in one's own network. */
    public BridgeConfig allowingPrivateEndpoints() {
        return new BridgeConfig(
                host,
                port,
                provider,
                filter,
                preference,
                comparing,
                budgets,
                demandsKey,
                true,
                stateDirectory,
                maxima,
                timeouts,
                watchInterval,
                maxBodyBytes,
                acceptPrices,
                drain,
                seals);
    }

    /** The same, agreeing to the prices that are listed now. */
    public BridgeConfig acceptingPrices() {
        return new BridgeConfig(
                host,
                port,
                provider,
                filter,
                preference,
                comparing,
                budgets,
                demandsKey,
                allowsPrivateEndpoints,
                stateDirectory,
                maxima,
                timeouts,
                watchInterval,
                maxBodyBytes,
                true,
                drain,
                seals);
    }

    /** The same, sending nothing that somebody between here and its provider could read. */
    public BridgeConfig sealing() {
        return new BridgeConfig(
                host,
                port,
                provider,
                filter,
                preference,
                comparing,
                budgets,
                demandsKey,
                allowsPrivateEndpoints,
                stateDirectory,
                maxima,
                timeouts,
                watchInterval,
                maxBodyBytes,
                acceptPrices,
                drain,
                true);
    }

    /** The defaults for everything that has one. */
    public static BridgeConfig of(String host, int port, @Nullable Address provider, Path stateDirectory) {
        return new BridgeConfig(
                host,
                port,
                provider,
                ProviderFilter.EVERYBODY,
                Preference.BALANCED,
                Comparing.NOTHING,
                List.of(),
                false,
                false,
                stateDirectory,
                DEFAULT_MAXIMA,
                Timeouts.DEFAULT,
                DEFAULT_WATCH_INTERVAL,
                DEFAULT_MAX_BODY_BYTES,
                false,
                DEFAULT_DRAIN,
                false);
    }
}
