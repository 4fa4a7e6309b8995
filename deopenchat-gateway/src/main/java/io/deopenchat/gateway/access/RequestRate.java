package io.deopenchat.gateway.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A token bucket for each caller: so many requests a second, and {@value #BURST_SECONDS} seconds' worth at once. The callers
 * that are remembered are bounded: who was not heard of for longest is forgotten, which fills that caller's bucket.
 */
public final class RequestRate<K> {
    static final int MAX_CALLERS = 65_536;
    static final int BURST_SECONDS = 2;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long perSecond;
    private final LongSupplier nanoTime;

    /** When each bucket will be full again. Guarded by this. */
    private final Map<K, Long> fullAt;

    /** @param perSecond 0 for no limit */
    public RequestRate(int perSecond, LongSupplier nanoTime) {
        this(perSecond, MAX_CALLERS, nanoTime);
    }

    RequestRate(int perSecond, int maxCallers, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.fullAt = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
                return size() > maxCallers;
            }
        };
    }

    /** Takes one request out of the bucket; else tells how long until there is one in it. */
    public synchronized Optional<Duration> take(K caller) {
        if (perSecond == 0) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        Long known = fullAt.get(caller);
        long missing = known == null ? 0 : Math.max(0, known - now);
        long each = SECOND / perSecond;
        long tooMuch = missing + each - BURST_SECONDS * SECOND;
        if (tooMuch > 0) {
            return Optional.of(Duration.ofNanos(tooMuch));
        }
        fullAt.put(caller, now + missing + each);
        return Optional.empty();
    }
}
