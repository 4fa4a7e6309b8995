package io.deopenchat.chain;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one chain behaves. No public deployment of the contract exists yet, so none is known here.
 *
 * @param endpoint public JSON-RPC endpoint, or null where everybody has their own
 * @param confirmationDepth blocks after which an event is taken for final
 * @param pollInterval time between two looks for a receipt
 * @param receiptWait how long a sender waits for a receipt
 * @param maxLogRange blocks that one {@code eth_getLogs} may span
 * @param gasMarginPercent added to the node's gas estimate. Zero on Filecoin: its estimate already carries 25 %, the tip is
 *     paid on the limit and not on the use, and over-estimation is burned
 * @param fallbackTip base units per gas where the node names none
 * @param currencySymbol of the native coin
 * @param explorer base URL of a block explorer, or null
 * @param tellsFinality whether its nodes may know which block is final, and are asked; else the depth decides
 */
public record Network(
        String name,
        long chainId,
        @Nullable String endpoint,
        int confirmationDepth,
        Duration pollInterval,
        Duration receiptWait,
        int maxLogRange,
        int gasMarginPercent,
        long fallbackTip,
        String currencySymbol,
        @Nullable String explorer,
        boolean tellsFinality) {
    /** A node's advice for the tip counts up to so many times the fallback, or up to the base fee if that is more. */
    private static final long MAX_TIP_FACTOR = 100;

    private static final int FILECOIN_LOG_RANGE = 2_000;
    private static final long FILECOIN_TIP = 200_000;
    private static final long ETHEREUM_TIP = 1_000_000_000;

    /** A development node such as anvil. */
    public static final Network LOCAL = new Network(
            "local",
            31_337,
            "http://127.0.0.1:8545",
            0,
            Duration.ofMillis(50),
            Duration.ofSeconds(30),
            10_000,
            10,
            ETHEREUM_TIP,
            "ETH",
            null,
            false);

    /** Blocks of 30 s, receipts after the next one; finality after F3's usual ten epochs. */
    public static final Network FILECOIN = new Network(
            "filecoin",
            314,
            "https://api.node.glif.io/rpc/v1",
            10,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            FILECOIN_LOG_RANGE,
            0,
            FILECOIN_TIP,
            "FIL",
            "https://filfox.info/en",
            true);

    public static final Network CALIBRATION = new Network(
            "calibration",
            314_159,
            "https://api.calibration.node.glif.io/rpc/v1",
            10,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            FILECOIN_LOG_RANGE,
            0,
            FILECOIN_TIP,
            "tFIL",
            "https://calibration.filfox.info/en",
            true);

    private static final List<Network> KNOWN = List.of(LOCAL, FILECOIN, CALIBRATION);

    /** The gas limit for an estimate of the node, its fraction dropped. */
    long withGasMargin(long estimate) {
        return estimate + Math.multiplyExact(estimate, gasMarginPercent) / 100;
    }

    /** How old the newest block of a node may be that follows the chain; empty where blocks come on demand. */
    Optional<Duration> oldestHead() {
        return chainId == LOCAL.chainId ? Optional.empty() : Optional.of(receiptWait);
    }

    /** What a wallet offers of a tip that a node advises: no node can make it pay any amount. */
    BigInteger boundedTip(BigInteger advised, BigInteger baseFee) {
        return advised.min(BigInteger.valueOf(fallbackTip)
                .multiply(BigInteger.valueOf(MAX_TIP_FACTOR))
                .max(baseFee));
    }

    public static Optional<Network> named(String name) {
        return KNOWN.stream()
                .filter(network -> network.name.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Names of the known networks, for messages. */
    public static String names() {
        return KNOWN.stream().map(Network::name).collect(Collectors.joining(", "));
    }

    /** The known network of a chain, or cautious values for any other one. */
    public static Network ofChain(long chainId) {
        return KNOWN.stream()
                .filter(network -> network.chainId == chainId)
                .findFirst()
                .orElseGet(() -> new Network(
                        "chain-" + chainId,
                        chainId,
                        null,
                        12,
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(5),
                        1_000,
                        10,
                        ETHEREUM_TIP,
                        "ETH",
                        null,
                        false));
    }
}
