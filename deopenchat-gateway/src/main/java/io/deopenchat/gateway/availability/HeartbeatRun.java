package io.deopenchat.gateway.availability;

import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.gateway.wallet.QuietWallet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look after the other: whether a heartbeat is due. It is if the last sign of life on chain is as old as the provider lets
 * it become; then the chain is asked again, because a claim may have been one meanwhile. A gateway that cannot serve says
 * nothing: a heartbeat that tells of a process and not of a service would be a lie that costs money.
 */
final class HeartbeatRun {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatRun.class);

    /** After a heartbeat that could not be sent: a claim is on its way, or the wallet is empty. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    private final Duration after;
    private final Supplier<LifeSign> chain;
    private final BooleanSupplier serves;
    private final QuietWallet wallet;
    private final ContractCall heartbeat;
    private final InstantSource clock;
    private volatile @Nullable LifeSign last;
    private Instant nextAttempt = Instant.MIN;
    private boolean silent;

    /**
     * @param after age of the last sign of life at which a heartbeat is sent
     * @param chain the last sign of life as of now
     * @param serves whether a client that comes now is served
     */
    HeartbeatRun(
            Duration after,
            Supplier<LifeSign> chain,
            BooleanSupplier serves,
            QuietWallet wallet,
            ContractCall heartbeat,
            InstantSource clock) {
        this.after = after;
        this.chain = chain;
        this.serves = serves;
        this.wallet = wallet;
        this.heartbeat = heartbeat;
        this.clock = clock;
    }

    /** The last sign of life that is known; empty before the first look. */
    Optional<LifeSign> last() {
        return Optional.ofNullable(last);
    }

    void turn() {
        boolean waiting = wallet.isWaiting();
        Instant now = clock.instant();
        if (waiting || now.isBefore(nextAttempt) || !isDue(last, now)) {
            return;
        }
        LifeSign newest = chain.get();
        last = newest;
        if (isDue(newest, now)) {
            beat(newest, now);
        }
    }

    private boolean isDue(@Nullable LifeSign sign, Instant now) {
        return sign == null || sign.age(now).compareTo(after) >= 0;
    }

    private void beat(LifeSign newest, Instant now) {
        nextAttempt = now.plus(PAUSE);
        boolean serving = serves.getAsBoolean();
        if (!serving && !silent) {
            LOG.warn(
                    "no heartbeat is sent, because not every listed model is served; the last sign of life is of {}",
                    newest.at());
        }
        silent = !serving;
        if (serving && wallet.send(heartbeat)) {
            nextAttempt = Instant.MIN;
        }
    }
}
