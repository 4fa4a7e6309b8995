package io.deopenchat.gateway.config;

import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendsFile;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelLimits;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon is told at start.
 *
 * @param port 0 for any free one
 * @param claims when confirmed money is claimed
 * @param stateDirectory where the ledger lives; answers are in it
 * @param creditLimit base units that a client may have unconfirmed and in flight; null for the default, which follows from
 *     the listed prices
 * @param confirmationDepth blocks on top of a deposit before it counts, and on top of a claim before it is final
 * @param limits published for every model
 * @param retain how long answers are kept after their rounds were confirmed
 * @param tls null for plain HTTP
 * @param backendsFile where {@code backends} come from, looked at for changes; null if they are fixed
 */
public record GatewayConfig(
        String host,
        int port,
        BackendPlan backends,
        ClaimConfig claims,
        Path stateDirectory,
        @Nullable Wei creditLimit,
        int confirmationDepth,
        ModelLimits limits,
        int maxBodyBytes,
        @Nullable BackendsFile backendsFile,
        KeepAlive keepAlive,
        Duration retain,
        @Nullable TlsConfig tls) {
    /** How long a bridge that lost its answer has to fetch it again. */
    public static final Duration DEFAULT_RETAIN = Duration.ofDays(7);

    public static final long DEFAULT_MAX_OUTPUT_TOKENS = 4_096;
    public static final long DEFAULT_PROMPT_ALLOWANCE = 512;
    public static final long DEFAULT_MEDIA_ALLOWANCE = 2_048;
    public static final int DEFAULT_MAX_BODY_BYTES = 64 * 1_024 * 1_024;

    /** The default credit: this many rounds of ordinary size at once. */
    static final int ROUNDS_ON_CREDIT = 64;

    static final long ORDINARY_PROMPT_BYTES = 16 * 1_024;

    public static final ModelLimits DEFAULT_LIMITS =
            new ModelLimits(DEFAULT_MAX_OUTPUT_TOKENS, DEFAULT_PROMPT_ALLOWANCE, DEFAULT_MEDIA_ALLOWANCE, 0);

    public GatewayConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--bind-addr: port " + port + " is outside 0 to 65535");
        }
        if (confirmationDepth < 0) {
            throw new IllegalArgumentException("--confirmation-depth must be 0 or more, got " + confirmationDepth);
        }
    }

    /**
     * The stated credit limit, else what {@value #ROUNDS_ON_CREDIT} rounds of ordinary size cost at most, at the dearest of
     * the listed prices.
     */
    public Wei creditLimitFor(List<Prices> listed) {
        if (creditLimit != null) {
            return creditLimit;
        }
        Usage ordinary = new Usage(
                ROUNDS_ON_CREDIT * (ORDINARY_PROMPT_BYTES + limits.promptAllowance()),
                ROUNDS_ON_CREDIT * limits.maxOutputTokens());
        return listed.stream()
                .map(prices -> ofRounds(prices, ordinary))
                .max(Wei::compareTo)
                .orElse(Wei.ZERO);
    }

    /** At most the largest amount there is. */
    private static Wei ofRounds(Prices prices, Usage ordinary) {
        BigInteger moreRequests = prices.request().value().multiply(BigInteger.valueOf(ROUNDS_ON_CREDIT - 1));
        BigInteger total = prices.costAtMost(ordinary, Wei.MAX).value().add(moreRequests);
        return new Wei(total.min(Wei.MAX.value()));
    }
}
