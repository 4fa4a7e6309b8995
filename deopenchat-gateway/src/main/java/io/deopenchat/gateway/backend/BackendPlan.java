package io.deopenchat.gateway.backend;

import io.deopenchat.gateway.pricing.PriceSchedule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The backends, and how long requests may wait for one of them.
 *
 * @param maxQueue requests that wait at most while all backends are busy; 0: none does
 * @param maxWait how long one waits at most
 * @param prices which prices are wanted when; null to leave them as they are listed
 */
public record BackendPlan(
        List<BackendProfile> backends,
        int maxQueue,
        Duration maxWait,
        @Nullable PriceSchedule prices) {
    public static final int DEFAULT_MAX_QUEUE = 64;
    public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(30);
    public static final int MAX_BACKENDS = 64;
    static final int LONGEST_QUEUE = 10_000;

    public BackendPlan {
        backends = List.copyOf(backends);
        if (backends.isEmpty() || backends.size() > MAX_BACKENDS) {
            throw new IllegalArgumentException("1 to " + MAX_BACKENDS + " backends are needed, got " + backends.size());
        }
        if (maxQueue < 0 || maxQueue > LONGEST_QUEUE) {
            throw new IllegalArgumentException("the queue must be 0 to " + LONGEST_QUEUE + " long, got " + maxQueue);
        }
        if (maxWait.isNegative() || maxWait.isZero()) {
            throw new IllegalArgumentException("the longest wait in the queue must be above 0 s");
        }
        Set<String> names = new HashSet<>();
        for (BackendProfile backend : backends) {
            if (!names.add(backend.name())) {
                throw new IllegalArgumentException("two backends are called " + backend.name());
            }
        }
    }

    /** With prices as they are listed. */
    public BackendPlan(List<BackendProfile> backends, int maxQueue, Duration maxWait) {
        this(backends, maxQueue, maxWait, null);
    }

    /** One backend that takes whatever is admitted. */
    public static BackendPlan of(BackendConfig only) {
        BackendProfile profile = new BackendProfile("backend", only, Map.of(), BackendProfile.MAX_CAPACITY, 1);
        return new BackendPlan(List.of(profile), DEFAULT_MAX_QUEUE, DEFAULT_MAX_WAIT);
    }
}
