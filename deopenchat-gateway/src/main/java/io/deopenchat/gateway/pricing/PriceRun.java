package io.deopenchat.gateway.pricing;

import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.wallet.QuietWallet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look after the other: what was sent, then what the schedule wants of the listings. All that is to be changed goes into
 * one transaction, and the schedule bounds how many there are.
 */
final class PriceRun {
    private static final Logger LOG = LoggerFactory.getLogger(PriceRun.class);
    private static final Duration DAY = Duration.ofDays(1);

    /** After a change that could not be sent: a claim is on its way, or the wallet is empty. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    private final Supplier<Optional<PriceSchedule>> schedules;
    private final Supplier<List<Listing>> listings;
    private final ToIntFunction<String> loadPercent;
    private final DeopenchatContract contract;
    private final QuietWallet wallet;
    private final Duration notice;
    private final InstantSource clock;

    private final Map<String, SteadyLoad> loads = new HashMap<>();
    private final Deque<Instant> changes = new ArrayDeque<>();
    private Instant nextAttempt = Instant.MIN;
    private Optional<PriceSchedule> told = Optional.empty();

    /**
     * @param listings of the provider as they were seen last
     * @param loadPercent of the places for a model, how many are taken
     */
    PriceRun(
            Supplier<Optional<PriceSchedule>> schedules,
            Supplier<List<Listing>> listings,
            ToIntFunction<String> loadPercent,
            DeopenchatContract contract,
            QuietWallet wallet,
            InstantSource clock) {
        this.schedules = schedules;
        this.listings = listings;
        this.loadPercent = loadPercent;
        this.contract = contract;
        this.wallet = wallet;
        this.notice = contract.withdrawalDelay();
        this.clock = clock;
    }

    void turn() {
        boolean waiting = wallet.isWaiting();
        Optional<PriceSchedule> schedule = schedules.get();
        tell(schedule);
        schedule.ifPresent(wanted -> follow(wanted, waiting));
    }

    private void tell(Optional<PriceSchedule> schedule) {
        if (!schedule.equals(told)) {
            told = schedule;
            schedule.map(wanted -> wanted.tooShort(clock.instant(), notice)).stream()
                    .flatMap(List::stream)
                    .forEach(model -> LOG.warn(
                            "model {} has hours that are cheaper than what follows within the notice of {}; a price"
                                    + " cannot rise again so soon, so it is not lowered for them",
                            model,
                            notice));
        }
    }

    private void follow(PriceSchedule schedule, boolean waiting) {
        Instant now = clock.instant();
        Map<String, Integer> load = measured(schedule, now);
        if (waiting || now.isBefore(nextAttempt) || !hasRoom(schedule, now)) {
            return;
        }
        PriceMove move = new PriceMove(schedule, notice);
        List<ContractCall> calls = listings.get().stream()
                .flatMap(listing -> Optional.ofNullable(load.get(listing.name()))
                        .filter(percent -> move.of(listing, now, percent).isPresent())
                        .flatMap(percent -> call(listing, move, now, percent))
                        .stream())
                .toList();
        if (!calls.isEmpty()) {
            send(calls.size() == 1 ? calls.getFirst() : contract.batch(calls), now);
        }
    }

    private void send(ContractCall call, Instant now) {
        if (wallet.send(call)) {
            changes.add(now);
        } else {
            nextAttempt = now.plus(PAUSE);
        }
    }

    private Map<String, Integer> measured(PriceSchedule schedule, Instant now) {
        Map<String, Integer> load = new HashMap<>();
        loads.keySet().retainAll(schedule.models().keySet());
        schedule.models()
                .keySet()
                .forEach(model -> load.put(
                        model,
                        loads.computeIfAbsent(model, any -> new SteadyLoad())
                                .after(loadPercent.applyAsInt(model), now)));
        return load;
    }

    private boolean hasRoom(PriceSchedule schedule, Instant now) {
        while (!changes.isEmpty() && !now.isBefore(changes.getFirst().plus(DAY))) {
            changes.removeFirst();
        }
        return changes.size() < schedule.changesPerDay()
                && (changes.isEmpty() || !now.isBefore(changes.getLast().plus(schedule.between())));
    }

    /** By the contract as it is now: what was seen last may be older than the last change. */
    private Optional<ContractCall> call(Listing seen, PriceMove move, Instant now, int load) {
        return contract.registry()
                .listing(wallet.address(), seen.model())
                .flatMap(listing -> move.of(listing, now, load)
                        .map(prices -> contract.registry()
                                .listModel(listing.name(), listing.kind(), listing.capacity(), prices)));
    }
}
