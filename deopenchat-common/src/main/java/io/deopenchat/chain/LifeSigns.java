package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Finds the last sign of life of a provider. A heartbeat is read with the registration. A claim is as good and costs nothing
 * more, so gateways leave heartbeats out where they claim; it is looked for among the events, only where the heartbeat is old,
 * and from the newest block back.
 */
public final class LifeSigns {
    /** Questions for events that one look may take. */
    static final int MAX_PAGES = 100;

    /** Anybody may hand in a claim, which says nothing about the provider: of so many it is asked who sent them. */
    static final int MAX_SENDERS = 16;

    private final ChainClient chain;
    private final DeopenchatContract contract;

    LifeSigns(ChainClient chain, DeopenchatContract contract) {
        this.chain = chain;
        this.contract = contract;
    }

    /**
     * The newest, or the last heartbeat if there was no claim within the horizon.
     *
     * @param horizon by the clock of the chain: a heartbeat that is younger is not asked further
     */
    public LifeSign newest(RegisteredProvider provider, Duration horizon) {
        LifeSign heartbeat = heartbeatOf(provider);
        Instant earliest = chain.headTime().minus(horizon);
        return heartbeat.at().isAfter(earliest)
                ? heartbeat
                : claimSince(provider.provider(), earliest)
                        .map(heartbeat::orLater)
                        .orElse(heartbeat);
    }

    /** Without a look at events. */
    public static LifeSign heartbeatOf(RegisteredProvider provider) {
        return new LifeSign(provider.heartbeatAt(), LifeSign.Kind.HEARTBEAT);
    }

    private Optional<LifeSign> claimSince(Address provider, Instant earliest) {
        int senders = MAX_SENDERS;
        int range = contract.network().maxLogRange();
        long to = chain.headBlock();
        for (int page = 0; page < MAX_PAGES && to >= 0; page++) {
            long from = Math.max(0, to - range + 1);
            List<ClaimEvent.ClaimSettled> claims =
                    contract.claimsSettled(provider, from, to).reversed();
            for (ClaimEvent.ClaimSettled claim : claims) {
                if (senders-- == 0) {
                    return Optional.empty();
                }
                if (isSentBy(provider, claim)) {
                    return Optional.of(
                            new LifeSign(chain.blockTime(claim.origin().block()), LifeSign.Kind.CLAIM));
                }
            }
            if (chain.timeUpTo(from).isBefore(earliest)) {
                return Optional.empty();
            }
            to = from - 1;
        }
        return Optional.empty();
    }

    private boolean isSentBy(Address provider, ClaimEvent.ClaimSettled claim) {
        return chain.mined(claim.origin().transaction())
                .flatMap(MinedTransaction::sender)
                .filter(provider::equals)
                .isPresent();
    }
}
