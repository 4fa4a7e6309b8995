package io.deopenchat.gateway.access;

import java.util.HashMap;
import java.util.Map;

/** How many connections are open, of all and of each peer. 0 is no limit. */
final class Connections {
    private final int max;
    private final int maxPerPeer;

    /** Guarded by this, like the sum. */
    private final Map<Peer, Integer> open = new HashMap<>();

    private int all;

    Connections(int max, int maxPerPeer) {
        this.max = max;
        this.maxPerPeer = maxPerPeer;
    }

    /** Counts one more of {@code peer}, unless that is too many. A trusted proxy speaks for many: only the sum bounds it. */
    synchronized boolean opens(Peer peer, boolean trusted) {
        if ((max > 0 && all >= max) || (!trusted && maxPerPeer > 0 && open.getOrDefault(peer, 0) >= maxPerPeer)) {
            return false;
        }
        all++;
        open.merge(peer, 1, Integer::sum);
        return true;
    }

    synchronized void closes(Peer peer) {
        all--;
        open.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1);
    }
}
