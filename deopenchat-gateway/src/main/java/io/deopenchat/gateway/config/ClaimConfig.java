package io.deopenchat.gateway.config;

import java.time.Duration;

/**
 * When confirmed money is claimed.
 *
 * @param highWaterLevel confirmed and unclaimed tokens, prompt and completion, of all accounts together
 * @param claimAfter age of the oldest confirmed and unclaimed money
 * @param maxGasSharePercent what gas may cost of what a claim brings; 0 for whatever it costs
 */
public record ClaimConfig(long highWaterLevel, Duration claimAfter, int maxGasSharePercent) {
    public static final Duration DEFAULT_CLAIM_AFTER = Duration.ofHours(24);
    public static final int DEFAULT_MAX_GAS_SHARE_PERCENT = 5;

    public ClaimConfig {
        if (highWaterLevel < 1) {
            throw new IllegalArgumentException(
                    "--commit-high-water-level must be at least 1 token, got " + highWaterLevel);
        }
        if (!claimAfter.isPositive()) {
            throw new IllegalArgumentException("--claim-after must be above 0, got " + claimAfter);
        }
        if (maxGasSharePercent < 0 || maxGasSharePercent > 100) {
            throw new IllegalArgumentException("--max-claim-gas-share must be 0 to 100 percent (0 claims whatever it"
                    + " costs), got " + maxGasSharePercent);
        }
    }

    /** At a level, with everything else as it is unless somebody says otherwise. */
    public static ClaimConfig at(long highWaterLevel) {
        return new ClaimConfig(highWaterLevel, DEFAULT_CLAIM_AFTER, DEFAULT_MAX_GAS_SHARE_PERCENT);
    }

    /** The same, whatever the gas costs. */
    public ClaimConfig atAnyCost() {
        return new ClaimConfig(highWaterLevel, claimAfter, 0);
    }
}
