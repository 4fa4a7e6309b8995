package io.deopenchat.gateway.backend;

import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All backends and the queue for them. A request goes to the backend with the least work for its weight; one that begins like an
 * earlier one goes to the same backend, which remembers its beginning, unless that has clearly more to do than others.
 */
public final class Backends implements AutoCloseable {
    private final Function<BackendProfile, Backend> connector;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Place> queue = new ArrayDeque<>();
    private List<BackendState> members = List.of();
    private BackendPlan plan;

    /** @param connector makes a backend of its description; closed by this */
    public Backends(BackendPlan plan, Function<BackendProfile, Backend> connector) {
        this.connector = connector;
        this.plan = plan;
        reload(plan);
    }

    /** How long a request may wait in the queue. */
    public Duration maxWait() {
        lock.lock();
        try {
            return plan.maxWait();
        } finally {
            lock.unlock();
        }
    }

    public List<Backend> all() {
        lock.lock();
        try {
            return members.stream().map(BackendState::backend).toList();
        } finally {
            lock.unlock();
        }
    }

    /** How many requests wait. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A place for a request, or why there is none.
     *
     * @param affinity of requests that begin alike
     */
    public Placement take(String model, long affinity) {
        lock.lock();
        try {
            List<BackendState> serving =
                    members.stream().filter(member -> member.serves(model)).toList();
            if (serving.stream().noneMatch(member -> member.isUsable(System.nanoTime()))) {
                return new Placement.Refused(ProtocolError.about(
                        "model",
                        ErrorCode.UNAVAILABLE,
                        "no backend of this provider serves '" + model + "' at present"));
            }
            Place place = new Place(this, model, affinity);
            BackendState chosen = chosenFor(place);
            if (chosen != null) {
                seat(place, chosen);
                place.backend().complete(chosen.backend());
                return new Placement.Placed(place);
            }
            if (queue.size() >= plan.maxQueue()) {
                return new Placement.Refused(ProtocolError.of(
                        ErrorCode.CAPACITY_EXCEEDED,
                        "all backends are busy and " + queue.size() + " requests are waiting for them"));
            }
            queue.add(place);
            return new Placement.Placed(place);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable BackendState chosenFor(Place place) {
        long now = System.nanoTime();
        List<BackendState> free = members.stream()
                .filter(member -> member.serves(place.model()))
                .filter(member -> member.hasRoom() && member.isUsable(now) && !place.hasTried(member.backend()))
                .toList();
        if (free.isEmpty()) {
            return null;
        }
        BackendState preferred = free.stream()
                .max(Comparator.comparingLong(
                        member -> preference(place.affinity(), member.backend().profile())))
                .orElseThrow();
        BackendState idlest = free.stream().min(BackendState::compareWork).orElseThrow();
        return preferred.isNotMuchBusierThan(idlest) ? preferred : idlest;
    }

    /** Rendezvous hashing: as backends come and go, a request that begins alike stays where it was if it can. */
    private static long preference(long affinity, BackendProfile backend) {
        long mixed = (affinity ^ ((long) backend.name().hashCode() * 0x9E3779B97F4A7C15L)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL;
        return (mixed ^ (mixed >>> 32)) & Long.MAX_VALUE;
    }

    private static void seat(Place place, BackendState member) {
        member.begins();
        place.sitDown(member);
    }

    void report(Place place, boolean works) {
        lock.lock();
        try {
            BackendState member = place.member();
            if (member != null && !place.isDecided()) {
                place.decide();
                member.judge(works, System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<Backend> another(Place place) {
        Optional<Backend> next = Optional.empty();
        lock.lock();
        try {
            if (!place.hasLeft()) {
                stand(place);
                BackendState chosen = chosenFor(place);
                if (chosen != null) {
                    seat(place, chosen);
                    next = Optional.of(chosen.backend());
                }
            }
        } finally {
            lock.unlock();
        }
        serveQueue();
        return next;
    }

    void leave(Place place) {
        lock.lock();
        try {
            if (place.hasLeft()) {
                return;
            }
            place.markLeft();
            queue.remove(place);
            stand(place);
        } finally {
            lock.unlock();
        }
        serveQueue();
    }

    private static void stand(Place place) {
        BackendState member = place.member();
        if (member != null) {
            member.ends(place.isDecided());
            place.standUp();
            closeIfDone(member);
        }
    }

    /** What a probe found. */
    void probed(Backend backend, boolean works) {
        lock.lock();
        try {
            members.stream().filter(member -> member.backend() == backend).forEach(member -> member.found(works));
        } finally {
            lock.unlock();
        }
        serveQueue();
    }

    /** Gives places that became free to those who wait, in the order in which they came. */
    void serveQueue() {
        List<Runnable> served = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Place> waiting = queue.iterator(); waiting.hasNext(); ) {
                Place place = waiting.next();
                BackendState chosen = chosenFor(place);
                if (chosen != null) {
                    waiting.remove();
                    seat(place, chosen);
                    served.add(() -> place.backend().complete(chosen.backend()));
                }
            }
        } finally {
            lock.unlock();
        }
        served.forEach(Runnable::run);
    }

    /** Takes over other backends. Those that stay as they are keep what they do; those that go finish it. */
    public void reload(BackendPlan next) {
        lock.lock();
        try {
            List<BackendState> before = members;
            members = next.backends().stream()
                    .map(profile -> before.stream()
                            .filter(member -> member.backend().profile().equals(profile))
                            .findFirst()
                            .orElseGet(() -> new BackendState(connector.apply(profile))))
                    .toList();
            plan = next;
            before.stream().filter(member -> !members.contains(member)).forEach(member -> {
                member.remove();
                closeIfDone(member);
            });
        } finally {
            lock.unlock();
        }
        serveQueue();
    }

    /** Whoever holds the lock must not wait for sockets. */
    private static void closeIfDone(BackendState member) {
        if (member.isDone()) {
            Thread.ofVirtual().name("close-" + member.backend()).start(member.backend()::close);
        }
    }

    @Override
    public void close() {
        all().forEach(Backend::close);
    }
}
