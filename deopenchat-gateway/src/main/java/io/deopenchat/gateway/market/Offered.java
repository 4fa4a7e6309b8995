package io.deopenchat.gateway.market;

import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.EventOrigin;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderEvent.OrderPosted;
import io.deopenchat.chain.OrderEvent.OrderReopened;
import io.deopenchat.chain.OrderTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Orders that may be locked some day, the newest terms of each in memory alone. At most so many. Those that can be locked and fit
 * stay before all others: whoever wants to push one out has to put more money behind each of its own, in the contract, for as long
 * as they stay, and at prices at which they would be served.
 */
final class Offered {
    static final int MAX_KEPT = 1_024;

    private final Predicate<OrderTerms> mayFit;
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private long lastTaken;

    /** @param mayFit whether it is worth remembering: what is false never changes */
    Offered(Predicate<OrderTerms> mayFit) {
        this.mayFit = mayFit;
    }

    /**
     * @param order without what its client keeps for itself
     * @param opened since when it can be locked
     * @param since the same by the clock
     * @param wakesAt until then it is not tried; {@link Instant#MAX} while somebody has it: only a reopening changes that
     */
    record Entry(OrderPosted order, EventOrigin opened, Instant since, Instant wakesAt) {
        long id() {
            return order.orderId();
        }

        long sinceBlock() {
            return opened.block();
        }

        /** Somebody has it, as far as is known. */
        boolean isTaken() {
            return wakesAt.equals(Instant.MAX);
        }

        boolean isAwake(Instant now) {
            return !now.isBefore(wakesAt);
        }

        Entry until(Instant then) {
            return new Entry(order, opened, since, then);
        }
    }

    /** What happened, oldest first; {@link #trim} follows, so that what is over at the end of it pushes nothing out. */
    void note(OrderEvent.OfferEvent event, Instant now) {
        switch (event) {
            case OrderPosted posted -> noteNew(posted, now);
            case OrderReopened reopened ->
                change(reopened, known -> new Entry(known.order, reopened.origin(), now, Instant.MIN));
            case OrderEvent.OrderLocked locked -> change(locked, known -> known.until(Instant.MAX));
            case OrderEvent.OrderReturned returned -> change(returned, known -> null);
            case OrderEvent.OrderFinished finished -> change(finished, known -> null);
        }
    }

    private void noteNew(OrderPosted posted, Instant now) {
        Entry known = entries.get(posted.orderId());
        // after a reorganisation another order may have its id
        if (known != null && known.order.terms().equals(posted.terms())) {
            return;
        }
        entries.remove(posted.orderId());
        if (mayFit.test(posted.terms())) {
            entries.put(posted.orderId(), new Entry(withoutMemo(posted), posted.origin(), now, Instant.MIN));
        }
    }

    private static OrderPosted withoutMemo(OrderPosted posted) {
        return new OrderPosted(
                posted.origin(), posted.orderId(), posted.owner(), posted.client(), posted.terms(), Bytes.EMPTY);
    }

    /** The last blocks are read again: what was before it was opened is known. */
    private void change(OrderEvent event, NextEntry next) {
        entries.computeIfPresent(
                event.orderId(), (id, known) -> event.origin().compareTo(known.opened) > 0 ? next.of(known) : known);
    }

    private interface NextEntry {
        @Nullable
        Entry of(Entry known);
    }

    /** @param fits whether it would be locked as things are now */
    void trim(Predicate<Entry> fits, Instant now) {
        int tooMany = entries.size() - MAX_KEPT;
        if (tooMany > 0) {
            entries.values().stream()
                    .sorted(Comparator.comparing((Entry entry) -> entry.isAwake(now) && fits.test(entry))
                            .thenComparing(entry -> entry.order.terms().stake()))
                    .limit(tooMany)
                    .toList()
                    .forEach(least -> entries.remove(least.id()));
        }
    }

    @Nullable
    Entry get(long id) {
        return entries.get(id);
    }

    void remove(long id) {
        entries.remove(id);
    }

    /** @param then {@link Instant#MAX}: until it is opened again */
    void sleep(long id, Instant then) {
        change(id, entry -> entry.until(then));
    }

    void wake(long id) {
        change(id, entry -> entry.until(Instant.MIN));
    }

    private void change(long id, UnaryOperator<Entry> next) {
        entries.computeIfPresent(id, (key, entry) -> next.apply(entry));
    }

    void removeOver(Instant now) {
        entries.values().removeIf(entry -> !now.isBefore(entry.order.terms().lockUntil()));
    }

    /** Another one that somebody has: each comes in its turn. */
    Optional<Entry> nextTaken() {
        Optional<Entry> next = Stream.concat(
                        entries.tailMap(lastTaken, false).values().stream(),
                        entries.headMap(lastTaken, true).values().stream())
                .filter(Entry::isTaken)
                .findFirst();
        next.ifPresent(entry -> lastTaken = entry.id());
        return next;
    }

    /** Those that nobody is known to have, the largest stake first. */
    List<Entry> awake(Instant now) {
        List<Entry> awake = new ArrayList<>(
                entries.values().stream().filter(entry -> entry.isAwake(now)).toList());
        awake.sort(Comparator.comparing((Entry entry) -> entry.order.terms().stake())
                .reversed()
                .thenComparingLong(Entry::id));
        return awake;
    }
}
