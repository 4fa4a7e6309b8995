package io.deopenchat.gateway.availability;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.wallet.QuietWallet;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives signs of life from a thread of its own; {@link HeartbeatRun} says when. */
public final class Heartbeats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
    static final Duration LOOK = Duration.ofSeconds(30);
    static final Duration MAX_PAUSE = Duration.ofMinutes(10);
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final HeartbeatRun run;
    private final Thread thread;

    /**
     * @param after age of the last sign of life at which a heartbeat is sent
     * @param serves whether a client that comes now is served
     * @param signer of the wallet that claims, the same one
     * @param claiming whether a claim is on its way: it will be a sign of life itself
     */
    public Heartbeats(
            Duration after,
            BooleanSupplier serves,
            ChainClient chain,
            DeopenchatContract contract,
            TransactionSigner signer,
            BooleanSupplier claiming,
            InstantSource clock) {
        QuietWallet wallet = new QuietWallet(chain, contract.network(), signer, claiming, clock);
        this.run = new HeartbeatRun(
                after,
                () -> newest(contract, signer.address(), after),
                serves,
                wallet,
                contract.registry().heartbeat(),
                clock);
        this.thread = Thread.ofVirtual().name("heartbeats").start(this::keep);
    }

    private static LifeSign newest(DeopenchatContract contract, Address provider, Duration horizon) {
        RegisteredProvider registered = contract.registry()
                .provider(provider)
                .orElseThrow(() -> new IllegalStateException("provider " + provider + " is not registered any more"));
        return contract.lifeSigns().newest(registered, horizon);
    }

    /** The last sign of life that is known; empty before the first look. */
    public Optional<LifeSign> last() {
        return run.last();
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
                LOG.warn("no sign of life can be given now: {}", failure.getMessage());
                pause = longer(pause);
            } catch (RuntimeException unexpected) {
                LOG.error("no sign of life can be given", unexpected);
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
