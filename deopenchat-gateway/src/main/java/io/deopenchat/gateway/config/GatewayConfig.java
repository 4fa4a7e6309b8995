package io.deopenchat.gateway.config;

import io.deopenchat.money.Prices;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelLimits;
import java.math.BigInteger;
import java.util.List;

/**
 * What the daemon is told at start.
 *
 * @param claims when confirmed money is claimed
 * @param access who may reach it, and how much of it one caller may take
 * @param market which orders of the open market are served
 */
public record GatewayConfig(
        ListenConfig listen,
        ServingConfig serving,
        LedgerConfig ledger,
        ClaimConfig claims,
        AccessConfig access,
        MarketConfig market) {
    /** The default credit: this many rounds of ordinary size at once. */
    static final int ROUNDS_ON_CREDIT = 64;

    static final long ORDINARY_PROMPT_BYTES = 16 * 1_024;

    /** Without the open market. */
    public GatewayConfig(
            ListenConfig listen, ServingConfig serving, LedgerConfig ledger, ClaimConfig claims, AccessConfig access) {
        this(listen, serving, ledger, claims, access, MarketConfig.OFF);
    }

    /** The same, serving orders of the open market like this. */
    public GatewayConfig with(MarketConfig orders) {
        return new GatewayConfig(listen, serving, ledger, claims, access, orders);
    }

    /**
     * The stated credit limit, else what {@value #ROUNDS_ON_CREDIT} rounds of ordinary size cost at most, at the dearest of
     * the listed prices.
     */
    public Wei creditLimitFor(List<Prices> listed) {
        Wei stated = ledger.creditLimit();
        if (stated != null) {
            return stated;
        }
        ModelLimits limits = serving.limits();
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
