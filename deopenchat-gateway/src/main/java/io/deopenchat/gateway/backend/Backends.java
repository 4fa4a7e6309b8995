package io.deopenchat.gateway.backend;

import io.deopenchat.gateway.pricing.PriceSchedule;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Address;
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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All backends and the queue for them. A request goes to the backend with the least work for its weight; one that begins like an
 * earlier one goes to the same backend, which remembers its beginning, unless that has clearly more to do than others.
 */
public final class Backends implements AutoCloseable {
    /** Backends that one request is sent to at most: one that breaks servers must not reach them all. */
    static final int MAX_TRIES = 2;

    /** A client may hold one of so many parts of the queue. */
    static final int SHARES_OF_THE_QUEUE = 4;

    private static final long FULL_PERCENT = 100;

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

    /** Which prices are wanted when, if anybody said. */
    public Optional<PriceSchedule> prices() {
        lock.lock();
        try {
            return Optional.ofNullable(plan.prices());
        } finally {
            lock.unlock();
        }
    }

    /** Whether a round for {@code model} that began now would be sent to a backend at once. */
    public boolean hasPlace(String model) {
        lock.lock();
        try {
            return members.stream()
                    .anyMatch(member -> member.isUp() && member.serves(model) && member.taken() < member.places());
        } finally {
            lock.unlock();
        }
    }

    /** Of all places for a model, how many are taken; 0 where no backend serves it. */
    public int loadPercent(String model) {
        lock.lock();
        try {
            List<BackendState> serving = members.stream()
                    .filter(member -> member.isUp() && member.serves(model))
                    .toList();
            long places = serving.stream().mapToLong(BackendState::places).sum();
            long taken = serving.stream().mapToLong(BackendState::taken).sum();
            return places == 0 ? 0 : (int) Math.min(FULL_PERCENT, taken * FULL_PERCENT / places);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a request for the model would be sent to a backend that works, as far as is known. */
    public boolean serves(String model) {
        lock.lock();
        try {
            long now = System.nanoTime();
            return members.stream().anyMatch(member -> member.isUsable(now) && member.serves(model));
        } finally {
            lock.unlock();
        }
    }

    /**
     * A place for a request, or why there is none. Nobody is passed who waits for a backend that could take it.
     *
     * @param affinity of requests that begin alike
     */
    public Placement take(Address client, String model, long affinity) {
        List<Runnable> served = new ArrayList<>();
        lock.lock();
        try {
            served.addAll(seatThoseWhoWait());
            Place place = new Place(this, client, model, affinity);
            if (serving(place).noneMatch(BackendState::isUp)) {
                return new Placement.Refused(ProtocolError.about(
                        "model",
                        ErrorCode.UNAVAILABLE,
                        "no backend of this provider serves '" + model + "' at present"));
            }
            BackendState chosen = chosenFor(place);
            if (chosen != null) {
                place.sitDown(chosen);
                place.backend().complete(chosen.backend());
                return new Placement.Placed(place);
            }
            return queued(place);
        } finally {
            lock.unlock();
            served.forEach(Runnable::run);
        }
    }

    /** One client may not hold the whole queue: what waits costs nothing yet. */
    private Placement queued(Place place) {
        long ofClient = queue.stream()
                .filter(waiting -> waiting.client().equals(place.client()))
                .count();
        if (queue.size() >= plan.maxQueue() || ofClient >= Math.max(1, plan.maxQueue() / SHARES_OF_THE_QUEUE)) {
            return new Placement.Refused(ProtocolError.of(
                    ErrorCode.CAPACITY_EXCEEDED,
                    "all backends are busy and " + queue.size() + " requests wait for them, " + ofClient
                            + " of yours"));
        }
        queue.add(place);
        return new Placement.Placed(place);
    }

    private Stream<BackendState> serving(Place place) {
        return members.stream().filter(member -> member.serves(place.model()));
    }

    /** Those that fail are left out only while there are others: else one who makes them fail would end all service. */
    private @Nullable BackendState chosenFor(Place place) {
        long now = System.nanoTime();
        boolean some = serving(place).anyMatch(member -> member.isUsable(now));
        List<BackendState> free = serving(place)
                .filter(member -> some ? member.isUsable(now) : member.isUp())
                .filter(member -> member.hasRoom() && !place.hasTried(member.backend()))
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

    void report(Place place, boolean works) {
        lock.lock();
        try {
            BackendState member = place.member();
            if (member != null && !place.isDecided()) {
                place.decide();
                member.judge(works, place.isTrial(), System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<Backend> another(Place place) {
        return changing(() -> {
            if (place.hasLeft() || place.tries() >= MAX_TRIES) {
                return Optional.empty();
            }
            stand(place);
            BackendState chosen = chosenFor(place);
            if (chosen == null) {
                return Optional.empty();
            }
            place.sitDown(chosen);
            return Optional.of(chosen.backend());
        });
    }

    void leave(Place place) {
        changing(() -> {
            if (!place.hasLeft()) {
                place.markLeft();
                queue.remove(place);
                stand(place);
            }
            return place;
        });
    }

    private static void stand(Place place) {
        BackendState member = place.member();
        if (member != null) {
            member.ends();
            if (place.isTrial() && !place.isDecided()) {
                member.undecided();
            }
            place.standUp();
            closeIfDone(member);
        }
    }

    /** Changes who sits where; whoever waits for what became free has it before anybody who comes. */
    private <T> T changing(Supplier<T> change) {
        List<Runnable> served = new ArrayList<>();
        lock.lock();
        try {
            T result = change.get();
            served.addAll(seatThoseWhoWait());
            return result;
        } finally {
            lock.unlock();
            served.forEach(Runnable::run);
        }
    }

    /** What a probe found. */
    void probed(Backend backend, boolean works) {
        changing(() -> {
            members.stream().filter(member -> member.backend() == backend).forEach(member -> member.found(works));
            return backend;
        });
    }

    /** Gives places that became free to those who wait, in the order in which they came. */
    void serveQueue() {
        changing(() -> plan);
    }

    /** What is to be done when nobody holds the lock. */
    private List<Runnable> seatThoseWhoWait() {
        List<Runnable> served = new ArrayList<>();
        for (Iterator<Place> waiting = queue.iterator(); waiting.hasNext(); ) {
            Place place = waiting.next();
            BackendState chosen = chosenFor(place);
            if (chosen != null) {
                waiting.remove();
                place.sitDown(chosen);
                served.add(() -> place.backend().complete(chosen.backend()));
            }
        }
        return served;
    }

    /** Takes over other backends. Those that stay as they are keep what they do; those that go finish it. */
    public void reload(BackendPlan next) {
        changing(() -> {
            List<BackendState> before = members;
            members = next.backends().stream()
                    .map(profile -> taken(before, profile))
                    .toList();
            plan = next;
            before.stream().filter(member -> !members.contains(member)).forEach(member -> {
                member.remove();
                closeIfDone(member);
            });
            return next;
        });
    }

    private BackendState taken(List<BackendState> before, BackendProfile profile) {
        for (BackendState member : before) {
            if (member.backend().profile().equals(profile)) {
                return member;
            }
        }
        return before.stream()
                .filter(member -> member.isSameServerAs(profile))
                .findFirst()
                .map(member -> member.describedBy(connector.apply(profile)))
                .orElseGet(() -> new BackendState(connector.apply(profile)));
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
