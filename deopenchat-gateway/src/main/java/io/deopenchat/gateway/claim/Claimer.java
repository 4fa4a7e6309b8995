package io.deopenchat.gateway.claim;

import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.ClaimJournal;
import io.deopenchat.gateway.config.ClaimConfig;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims from a thread of its own: when enough tokens are confirmed and unclaimed, when they are old, when somebody asks for
 * money back, and at the end. Whether a claim is due is asked of the accounts each time, so nothing is missed that happens
 * between two looks; {@link ClaimRun} says what a look does.
 */
public final class Claimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final ClaimRun run;
    private final ContractClaims chain;
    private final Signals<Signal> signals = new Signals<>(Signal.class);
    private final Thread thread;

    private enum Signal {
        LOOK,
        STOP
    }

    /** Goes on at once with what the journal holds. */
    public Claimer(
            AccountBook accounts,
            ClaimJournal journal,
            ContractClaims chain,
            ClaimConfig config,
            Pace pace,
            InstantSource clock,
            ClaimListener listener) {
        GasRule rule = GasRule.of(config, chain.settlesInNativeCoin());
        if (rule.isOff() && config.maxGasSharePercent() > 0) {
            LOG.info("claims settle in a token, whose price is not known here: --max-claim-gas-share has no effect");
        }
        this.run = new ClaimRun(accounts, journal, chain, config, rule, pace, clock, listener);
        this.chain = chain;
        this.thread = Thread.ofVirtual().name("claimer").start(this::run);
    }

    /** Something was confirmed, or changed on chain. */
    public void look() {
        signals.raise(Signal.LOOK);
    }

    private void run() {
        boolean stopping = false;
        try {
            ClaimRun.Turn turn = turn(false);
            while (!stopping || !turn.settled()) {
                stopping |= signals.await(turn.pause()).contains(Signal.STOP);
                turn = turn(stopping);
            }
        } catch (InterruptedException stopped) {
            LOG.debug("the claimer was interrupted");
        }
    }

    private ClaimRun.Turn turn(boolean stopping) {
        return chain.inTurn(() -> run.turn(stopping));
    }

    /** Claims a last time, within a bound; what is not mined then is in the journal for the next start. */
    @Override
    public void close() {
        signals.raise(Signal.STOP);
        try {
            if (!thread.join(STOP_TIMEOUT)) {
                LOG.warn(
                        "the last claim took longer than {} s; start the gateway again or run 'claim' later",
                        STOP_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
