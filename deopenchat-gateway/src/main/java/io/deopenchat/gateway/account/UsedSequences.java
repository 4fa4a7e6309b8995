package io.deopenchat.gateway.account;

import java.math.BigInteger;

/**
 * Which sequences of an account are used, from its highest down to one window below. What is further below counts as used:
 * the window only moves up.
 *
 * <p>Kept whole with its account, because it is what keeps a round from being served twice when its own row is gone.
 */
final class UsedSequences {
    private final long window;
    private long highest;
    /** Bit n stands for {@code highest - n}. */
    private BigInteger bits = BigInteger.ZERO;

    UsedSequences(long window) {
        this.window = window;
    }

    /** 0 if none is used. */
    long highest() {
        return highest;
    }

    boolean isUsed(long sequence) {
        return sequence >= 1 && isInWindow(sequence) && sequence <= highest && bits.testBit(distance(sequence));
    }

    /** Whether it is near enough to the highest used one to be decided from memory, either way. */
    boolean isInWindow(long sequence) {
        return sequence <= highest + window && sequence >= highest - window;
    }

    void use(long sequence) {
        if (sequence > highest) {
            long step = sequence - highest;
            bits = step > window ? BigInteger.ONE : shifted((int) step);
            highest = sequence;
        } else if (isInWindow(sequence)) {
            bits = bits.setBit(distance(sequence));
        }
    }

    private BigInteger shifted(int step) {
        BigInteger oldest = BigInteger.ONE.shiftLeft((int) window + 1).subtract(BigInteger.ONE);
        return bits.shiftLeft(step).and(oldest).setBit(0);
    }

    /** Whoever used them. */
    void useAllTo(long sequence) {
        highest = sequence;
        bits = BigInteger.ONE.shiftLeft((int) window + 1).subtract(BigInteger.ONE);
    }

    private int distance(long sequence) {
        return (int) (highest - sequence);
    }

    /** As the ledger keeps it: hexadecimal. */
    String stored() {
        return bits.toString(16);
    }

    void restore(long storedHighest, String stored) {
        highest = storedHighest;
        bits = new BigInteger(stored, 16);
    }
}
