package io.deopenchat.gateway.market;

import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderEvent.OrderPosted;
import io.deopenchat.chain.OrderEvent.OrderReopened;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Orders that may be locked some day, the newest terms of each in memory alone. At most so many: whoever wants to push others
 * out has to put more money behind each of its own, in the contract, for as long as they stay.
 */
final class Offered {
    static final int MAX_KEPT = 1_024;

    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private long lastAsleep;

    /**
     * @param sinceBlock when it could be locked
     * @param since the same by the clock
     * @param asleep somebody has it, or the contract refused: only a reopening changes that
     */
    record Entry(OrderPosted order, long sinceBlock, Instant since, boolean asleep) {
        long id() {
            return order.orderId();
        }
    }

    void note(OrderEvent.OrderOpened event, Instant now) {
        switch (event) {
            case OrderPosted posted -> {
                Entry known = entries.get(posted.orderId());
                // after a reorganisation another order may have its id
                if (known == null || !known.order.terms().equals(posted.terms())) {
                    put(new Entry(posted, posted.origin().block(), now, false));
                }
            }
            case OrderReopened reopened -> {
                Entry known = entries.get(reopened.orderId());
                if (known != null && known.sinceBlock < reopened.origin().block()) {
                    put(new Entry(known.order, reopened.origin().block(), now, false));
                }
            }
        }
    }

    private void put(Entry entry) {
        entries.put(entry.id(), entry);
        if (entries.size() > MAX_KEPT) {
            entries.values().stream()
                    .min(Comparator.comparing(kept -> kept.order.terms().stake()))
                    .ifPresent(least -> entries.remove(least.id()));
        }
    }

    @Nullable
    Entry get(long id) {
        return entries.get(id);
    }

    void remove(long id) {
        entries.remove(id);
    }

    void sleep(long id) {
        entries.computeIfPresent(id, (key, entry) -> new Entry(entry.order, entry.sinceBlock, entry.since, true));
    }

    void wake(long id) {
        entries.computeIfPresent(id, (key, entry) -> new Entry(entry.order, entry.sinceBlock, entry.since, false));
    }

    void removeOver(Instant now) {
        entries.values().removeIf(entry -> !now.isBefore(entry.order.terms().lockUntil()));
    }

    /** Another one that somebody has, or had: each comes in its turn. */
    Optional<Entry> nextAsleep() {
        Optional<Entry> next = Stream.concat(
                        entries.tailMap(lastAsleep, false).values().stream(),
                        entries.headMap(lastAsleep, true).values().stream())
                .filter(Entry::asleep)
                .findFirst();
        next.ifPresent(entry -> lastAsleep = entry.id());
        return next;
    }

    /** Those that nobody is known to have, the largest stake first. */
    List<Entry> awake() {
        List<Entry> awake = new ArrayList<>(
                entries.values().stream().filter(entry -> !entry.asleep).toList());
        awake.sort(Comparator.comparing((Entry entry) -> entry.order.terms().stake())
                .reversed()
                .thenComparingLong(Entry::id));
        return awake;
    }
}
