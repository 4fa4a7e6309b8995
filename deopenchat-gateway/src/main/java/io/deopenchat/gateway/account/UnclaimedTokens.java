package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tokens of confirmed rounds that no claim has covered, as billed here: what a client says of its own tokens could make this
 * provider claim for nothing. Remembers how many each confirmed total stands for, and since when, because a client goes on
 * confirming while a claim of an older total is being mined.
 */
final class UnclaimedTokens {
    /** Beyond this many confirmations between two claims the oldest ones are taken together. */
    static final int MAX_REMEMBERED = 4_096;

    private record Covered(long count, Instant at) {}

    private final NavigableMap<Wei, Covered> atTotal = new TreeMap<>();
    private long count;
    private long claimed;

    void add(long tokens) {
        count = Math.addExact(count, tokens);
    }

    /** Everything added so far is confirmed by {@code total}; a total that was confirmed before keeps its time. */
    void coveredBy(Wei total, Instant at) {
        Covered before = atTotal.get(total);
        atTotal.put(total, new Covered(count, before == null ? at : before.at));
        if (atTotal.size() > MAX_REMEMBERED) {
            Instant oldest = atTotal.pollFirstEntry().getValue().at;
            Map.Entry<Wei, Covered> next = atTotal.firstEntry();
            atTotal.put(next.getKey(), new Covered(next.getValue().count, oldest));
        }
    }

    /** A claim made {@code total} base units; true if that covers something that was unclaimed. */
    boolean claimed(Wei total) {
        Map.Entry<Wei, Covered> covered = atTotal.floorEntry(total);
        if (covered == null) {
            return false;
        }
        claimed = Math.max(claimed, covered.getValue().count);
        atTotal.headMap(total, true).clear();
        return true;
    }

    long value() {
        return count - claimed;
    }

    /** When the oldest total that no claim covered was confirmed. */
    Optional<Instant> since() {
        return atTotal.isEmpty()
                ? Optional.empty()
                : Optional.of(atTotal.firstEntry().getValue().at);
    }
}
