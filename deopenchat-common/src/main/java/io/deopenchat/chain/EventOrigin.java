package io.deopenchat.chain;

import io.deopenchat.signing.Bytes32;

/** Where on the chain an event happened; ordered by block and position in it. */
public record EventOrigin(long block, int logIndex, Bytes32 transaction) implements Comparable<EventOrigin> {
    @Override
    public int compareTo(EventOrigin other) {
        int byBlock = Long.compare(block, other.block);
        return byBlock != 0 ? byBlock : Integer.compare(logIndex, other.logIndex);
    }
}
