package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainUnavailable;

/**
 * Reads blocks range by range, each new one once, and the last ones again because those may have been replaced. A range that
 * a node does not answer for is asked for in smaller ones from then on.
 */
final class Ranges {
    /** Of {@code eth_getLogs} of the network. Less at the start where the node does not remember so many. */
    static final int RANGES_BACK = 8;

    private final int depth;
    private final int range;
    private int width;
    private int rangesBack = RANGES_BACK;
    private long next = -1;

    /** Both blocks included. */
    interface Reader {
        void read(long from, long to);
    }

    /** @param range blocks that one question of logs may span */
    Ranges(int depth, int range) {
        this.depth = depth;
        this.range = range;
        this.width = range;
    }

    /** @param skips run first if blocks are left out that came since the last look */
    void read(long head, Runnable skips, Reader reader) {
        if (next >= 0 && head < next) {
            return;
        }
        long furthest = Math.max(0, head - (long) rangesBack * range);
        if (next >= 0 && next < furthest) {
            skips.run();
        }
        long from = next < 0 ? furthest : Math.max(furthest, next - depth);
        while (from <= head) {
            from = readOne(from, Math.min(head, from + width - 1), reader);
        }
        rangesBack = RANGES_BACK;
    }

    private long readOne(long from, long to, Reader reader) {
        try {
            reader.read(from, to);
        } catch (ChainUnavailable failure) {
            giveWay();
            throw failure;
        }
        next = Math.max(next, to + 1);
        width = Math.min(range, 2 * width);
        return to + 1;
    }

    private void giveWay() {
        width = Math.max(1, width / 2);
        if (next < 0) {
            rangesBack /= 2;
        }
    }
}
