package io.deopenchat.gateway.pricing;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.wallet.QuietWallet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps listed prices as a schedule wants them, from a thread of its own; {@link PriceRun} says what a look does. */
public final class PriceKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PriceKeeper.class);
    static final Duration LOOK = Duration.ofSeconds(15);
    static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final PriceRun run;
    private final Thread thread;

    /**
     * @param schedules as of now; empty to leave prices alone
     * @param listings of the provider as they were seen last
     * @param loadPercent of the places for a model, how many are taken
     * @param signer of the wallet that claims, the same one
     * @param claiming whether a claim is on its way
     */
    public PriceKeeper(
            Supplier<Optional<PriceSchedule>> schedules,
            Supplier<List<Listing>> listings,
            ToIntFunction<String> loadPercent,
            ChainClient chain,
            DeopenchatContract contract,
            TransactionSigner signer,
            BooleanSupplier claiming,
            InstantSource clock) {
        QuietWallet wallet = new QuietWallet(chain, contract.network(), signer, claiming, clock);
        this.run = new PriceRun(schedules, listings, loadPercent, contract, wallet, clock);
        this.thread = Thread.ofVirtual().name("price-keeper").start(this::keep);
    }

    private void keep() {
        Duration pause = LOOK;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(pause);
                run.turn();
                pause = LOOK;
            } catch (InterruptedException stopped) {
                return;
            } catch (ChainUnavailable | ContractRefusal failure) {
                LOG.warn("prices stay as they are for now: {}", failure.getMessage());
                pause = longer(pause);
            } catch (RuntimeException unexpected) {
                LOG.error("prices cannot be kept", unexpected);
                pause = longer(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
    }

    /** What is on its way may still be mined. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
