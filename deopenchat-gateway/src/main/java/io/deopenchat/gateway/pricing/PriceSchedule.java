package io.deopenchat.gateway.pricing;

import io.deopenchat.money.Prices;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which prices are wanted when. Of the rules for a model the first that holds counts; the last one always does.
 *
 * @param zone of the hours
 * @param between the least time from one change on chain to the next
 * @param changesPerDay transactions in any 24 hours, at most
 * @param models rules by the name of the listed model
 */
public record PriceSchedule(ZoneId zone, Duration between, int changesPerDay, Map<String, List<PriceRule>> models) {
    public static final Duration DEFAULT_BETWEEN = Duration.ofMinutes(30);
    public static final int DEFAULT_CHANGES_PER_DAY = 12;
    static final int MAX_CHANGES_PER_DAY = 96;
    static final Duration LEAST_BETWEEN = Duration.ofMinutes(5);
    static final Duration MOST_BETWEEN = Duration.ofDays(1);

    /** A day, and the hour that some days have more. */
    private static final Duration PERIOD = Duration.ofHours(25);

    public PriceSchedule {
        models = models.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
        if (between.compareTo(LEAST_BETWEEN) < 0 || between.compareTo(MOST_BETWEEN) > 0) {
            throw new IllegalArgumentException("minutesBetween must be 5 to 1440, got " + between.toMinutes());
        }
        if (changesPerDay < 1 || changesPerDay > MAX_CHANGES_PER_DAY) {
            throw new IllegalArgumentException("changesPerDay must be 1 to 96, got " + changesPerDay);
        }
        models.forEach(PriceSchedule::requireEnd);
        requireRoom(models, changesPerDay);
    }

    private static void requireEnd(String model, List<PriceRule> rules) {
        long unconditional = rules.stream().filter(PriceRule::isUnconditional).count();
        if (unconditional != 1 || !rules.getLast().isUnconditional()) {
            throw new IllegalArgumentException("the prices of model " + model
                    + " must end with one entry without hours and loadAbovePercent: what holds otherwise");
        }
    }

    private static void requireRoom(Map<String, List<PriceRule>> models, int changesPerDay) {
        long times = models.values().stream()
                .flatMap(PriceSchedule::times)
                .distinct()
                .count();
        if (times > changesPerDay) {
            throw new IllegalArgumentException(
                    "the hours name " + times + " times of the day at which prices change, more"
                            + " than changesPerDay, which is " + changesPerDay);
        }
    }

    private static Stream<LocalTime> times(List<PriceRule> rules) {
        return rules.stream().flatMap(PriceRule::times);
    }

    /** @throws IllegalArgumentException if it has nothing to say about the model */
    Prices wanted(String model, Instant time, int loadPercent) {
        LocalTime local = time.atZone(zone).toLocalTime();
        return rules(model).stream()
                .filter(rule -> rule.holds(local, loadPercent))
                .findFirst()
                .orElseThrow()
                .prices();
    }

    /** Each price as high as it is wanted at some time from one time to another, both included. */
    Prices highest(String model, Instant from, Instant to, int loadPercent) {
        return changes(model, from, to).stream()
                .map(time -> wanted(model, time, loadPercent))
                .reduce(wanted(model, from, loadPercent), PriceSchedule::higher);
    }

    /** Prices that are wanted from a time on. */
    public record Change(Instant at, Prices prices) {}

    /** When other prices are wanted next, at the load of an idle provider; empty if they are the same all day. */
    public Optional<Change> next(String model, Instant now) {
        Prices present = wanted(model, now, 0);
        return changes(model, now, now.plus(PERIOD)).stream()
                .map(time -> new Change(time, wanted(model, time, 0)))
                .filter(change -> !change.prices.equals(present))
                .findFirst();
    }

    /** All days are alike, so one is enough. */
    private Set<Instant> changes(String model, Instant from, Instant to) {
        Instant end = to.isAfter(from.plus(PERIOD)) ? from.plus(PERIOD) : to;
        LocalDate first = from.atZone(zone).toLocalDate();
        LocalDate last = end.atZone(zone).toLocalDate();
        return first.datesUntil(last.plusDays(1))
                .flatMap(day -> times(rules(model))
                        .map(time -> day.atTime(time).atZone(zone).toInstant()))
                .filter(time -> time.isAfter(from) && !time.isAfter(end))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Models with hours that are cheaper than what follows within a notice: those prices are never asked. */
    public List<String> tooShort(Instant now, Duration notice) {
        return models.keySet().stream()
                .filter(model -> changes(model, now, now.plus(PERIOD)).stream()
                        .anyMatch(time -> !wanted(model, time, 0).equals(highest(model, time, time.plus(notice), 0))))
                .sorted()
                .toList();
    }

    static Prices higher(Prices one, Prices other) {
        return new Prices(
                one.request().max(other.request()),
                one.input().compareTo(other.input()) >= 0 ? one.input() : other.input(),
                one.output().compareTo(other.output()) >= 0 ? one.output() : other.output());
    }

    static Prices lower(Prices one, Prices other) {
        return new Prices(
                one.request().min(other.request()),
                one.input().compareTo(other.input()) <= 0 ? one.input() : other.input(),
                one.output().compareTo(other.output()) <= 0 ? one.output() : other.output());
    }

    private List<PriceRule> rules(String model) {
        List<PriceRule> rules = models.get(model);
        if (rules == null) {
            throw new IllegalArgumentException("there are no scheduled prices of model " + model);
        }
        return rules;
    }
}
