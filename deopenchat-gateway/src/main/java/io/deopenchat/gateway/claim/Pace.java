package io.deopenchat.gateway.claim;

import io.deopenchat.chain.Network;
import java.time.Duration;

/**
 * How fast a chain goes.
 *
 * @param depth blocks on top of a claim after which it is final
 * @param look between two looks at a claim on its way
 * @param patience with a transaction that is in no block, until its fees are raised
 */
public record Pace(int depth, Duration look, Duration patience) {
    public Pace {
        if (depth < 0 || !look.isPositive() || !patience.isPositive()) {
            throw new IllegalArgumentException(
                    "no chain goes at depth " + depth + ", look " + look + ", patience " + patience);
        }
    }

    public static Pace of(Network network, int depth) {
        return new Pace(depth, network.pollInterval(), network.receiptWait());
    }
}
