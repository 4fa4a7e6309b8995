package io.deopenchat.chaos.processes;

import io.deopenchat.chain.Anvil;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Blocks that come by themselves, as on a real chain, and may stay out for a while. */
final class BlockClock implements AutoCloseable {
    private static final Duration BLOCK_TIME = Duration.ofMillis(500);

    private final Anvil anvil;
    private volatile boolean ticking = true;

    BlockClock(Anvil anvil) {
        this.anvil = anvil;
        Thread.ofVirtual().name("blocks").start(this::tick);
    }

    private void tick() {
        while (ticking) {
            LockSupport.parkNanos(BLOCK_TIME.toNanos());
            mine();
        }
    }

    private synchronized void mine() {
        if (ticking) {
            anvil.mine();
        }
    }

    /** Transactions wait as long. */
    synchronized void stands(Duration time) {
        anvil.setAutomine(false);
        LockSupport.parkNanos(time.toNanos());
        anvil.setAutomine(true);
        anvil.mine();
    }

    /** The newest blocks never were, and what was in them is nowhere. */
    synchronized void loses(int blocks) {
        anvil.reorg(blocks);
    }

    @Override
    public synchronized void close() {
        ticking = false;
    }
}
