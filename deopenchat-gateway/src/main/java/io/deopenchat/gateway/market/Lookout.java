package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.OrderEvent;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what happened to orders, once a block, and the last blocks again because those may have been replaced. A start looks
 * back a few ranges, for orders that can still be locked; what is older was offered to everybody for long.
 */
final class Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    /** Of {@code eth_getLogs} of the network: about a day of blocks. Less where the node does not remember so many. */
    static final int RANGES_BACK = 8;

    private final MarketChain chain;
    private final boolean serves;
    private final int depth;
    private final int range;
    private int rangesBack = RANGES_BACK;
    private long next = -1;

    /**
     * @param serves whether it matters what can be locked
     * @param range blocks that one question of logs may span
     */
    Lookout(MarketChain chain, boolean serves, int depth, int range) {
        this.chain = chain;
        this.serves = serves;
        this.depth = depth;
        this.range = range;
    }

    void look(long head, Consumer<OrderEvent> own, Consumer<OrderEvent.OrderOpened> opened) {
        long furthest = Math.max(0, head - (long) rangesBack * range);
        long from = next < 0 ? furthest : Math.max(furthest, next - depth);
        if (next >= 0 && head < next) {
            return;
        }
        try {
            chain.own(from, head).forEach(own);
            if (serves) {
                chain.opened(from, head).forEach(opened);
            }
        } catch (ChainUnavailable failure) {
            giveWay();
            throw failure;
        }
        next = Math.max(next, head + 1);
        rangesBack = RANGES_BACK;
    }

    private void giveWay() {
        if (next < 0 && rangesBack > 0) {
            LOG.debug("the node may not remember {} blocks", (long) rangesBack * range);
            rangesBack /= 2;
        }
    }
}
