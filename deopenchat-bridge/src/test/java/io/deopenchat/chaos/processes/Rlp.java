package io.deopenchat.chaos.processes;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The first numbers of a typed transaction: chain, nonce, tip, and the most that a unit of gas may cost (EIP-1559). */
final class Rlp {
    private static final int TYPE_WITH_TIP = 2;
    private static final int LONG_LIST = 0xf7;
    private static final int STRING = 0x80;

    private Rlp() {}

    static List<BigInteger> numbers(byte[] transaction, int count) {
        if (transaction[0] != TYPE_WITH_TIP) {
            throw new IllegalArgumentException("expected a transaction of type 2, got " + transaction[0]);
        }
        int at = 2 + Math.max(0, (transaction[1] & 0xff) - LONG_LIST);
        List<BigInteger> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            int first = transaction[at++] & 0xff;
            if (first < STRING) {
                numbers.add(BigInteger.valueOf(first));
            } else {
                int end = at + first - STRING;
                numbers.add(new BigInteger(1, Arrays.copyOfRange(transaction, at, end)));
                at = end;
            }
        }
        return numbers;
    }
}
