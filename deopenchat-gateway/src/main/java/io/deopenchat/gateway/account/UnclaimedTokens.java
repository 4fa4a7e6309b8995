package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Tokens of confirmed rounds that no claim has covered, as billed here: what a client says of its own tokens could make this
 * provider claim for nothing. Remembers how many each confirmed total stands for, because a client goes on confirming while
 * a claim of an older total is being mined.
 */
final class UnclaimedTokens {
    /** Beyond this many confirmations between two claims the oldest ones are taken together. */
    static final int MAX_REMEMBERED = 4_096;

    private final NavigableMap<Wei, Long> countAtTotal = new TreeMap<>();
    private long count;
    private long claimed;

    void add(long tokens) {
        count = Math.addExact(count, tokens);
    }

    /** Everything added so far is confirmed by {@code total}. */
    void coveredBy(Wei total) {
        countAtTotal.put(total, count);
        if (countAtTotal.size() > MAX_REMEMBERED) {
            countAtTotal.pollFirstEntry();
        }
    }

    /** A claim made {@code total} base units; true if that covers tokens that were unclaimed. */
    boolean claimed(Wei total) {
        Map.Entry<Wei, Long> covered = countAtTotal.floorEntry(total);
        if (covered == null || covered.getValue() <= claimed) {
            return false;
        }
        claimed = covered.getValue();
        countAtTotal.headMap(total, true).clear();
        return true;
    }

    long value() {
        return count - claimed;
    }
}
