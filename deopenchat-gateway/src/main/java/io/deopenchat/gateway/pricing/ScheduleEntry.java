package io.deopenchat.gateway.pricing;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The member {@code prices} of the file of backends, as it stands there; see "Prices by the hour" in docs/running.md. */
public record ScheduleEntry(
        @Nullable String zone,
        @Nullable Integer minutesBetween,
        @Nullable Integer changesPerDay,
        @Nullable Map<String, @Nullable List<@Nullable RuleEntry>> models) {

    /** Amounts as on the command line: base units, or a number with a unit. */
    public record RuleEntry(
            @Nullable String hours,
            @Nullable Integer loadAbovePercent,
            @Nullable String ktokensCost,
            @Nullable String ktokensCostOutput,
            @Nullable String requestCost) {}

    /** @throws IllegalArgumentException if it says what cannot be; the message names it */
    public PriceSchedule schedule() {
        if (models == null || models.isEmpty()) {
            throw new IllegalArgumentException("\"prices\" has no \"models\"");
        }
        Map<String, List<PriceRule>> rules = new HashMap<>();
        for (Map.Entry<String, @Nullable List<@Nullable RuleEntry>> model : models.entrySet()) {
            rules.put(model.getKey(), rules(model.getKey(), model.getValue()));
        }
        return new PriceSchedule(
                zoneId(),
                minutesBetween == null ? PriceSchedule.DEFAULT_BETWEEN : Duration.ofMinutes(minutesBetween),
                changesPerDay == null ? PriceSchedule.DEFAULT_CHANGES_PER_DAY : changesPerDay,
                rules);
    }

    private ZoneId zoneId() {
        try {
            return ZoneId.of(zone == null ? "UTC" : zone);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "zone '" + zone + "' is not known; use a name such as UTC or Europe/Berlin", unknown);
        }
    }

    private static List<PriceRule> rules(String model, @Nullable List<@Nullable RuleEntry> entries) {
        if (entries == null || entries.isEmpty()) {
            throw new IllegalArgumentException("model " + model + " has no prices");
        }
        try {
            return entries.stream().map(ScheduleEntry::rule).toList();
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            throw new IllegalArgumentException("the prices of model " + model + ": " + wrong.getMessage(), wrong);
        }
    }

    private static PriceRule rule(@Nullable RuleEntry entry) {
        if (entry == null || entry.ktokensCost == null) {
            throw new IllegalArgumentException("an entry has no \"ktokensCost\"");
        }
        String output = entry.ktokensCostOutput == null ? entry.ktokensCost : entry.ktokensCostOutput;
        return new PriceRule(
                entry.hours == null ? null : Hours.parse(entry.hours),
                entry.loadAbovePercent,
                new Prices(
                        entry.requestCost == null ? Wei.ZERO : Wei.parseWithUnit(entry.requestCost),
                        TokenPrice.perThousand(Wei.parseWithUnit(entry.ktokensCost)),
                        TokenPrice.perThousand(Wei.parseWithUnit(output))));
    }
}
