package io.deopenchat.bridge.config;

import io.deopenchat.money.Wei;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Most that may be spent.
 *
 * @param limit base units; what rounds in flight may still cost counts as spent
 * @param model this one alone; null for all
 * @param application calls with the key of this name alone; null for all
 */
public record Budget(
        Wei limit,
        Period period,
        @Nullable String model,
        @Nullable String application) {
    private static final String FORM =
            "expected AMOUNT/request, AMOUNT/hour or AMOUNT/day, then :model=NAME or :key=NAME if it is for those alone,"
                    + " for example 0.5fil/day:key=editor";

    /** Over which time the limit holds: any so long time, not that of a calendar. */
    public enum Period {
        REQUEST(Duration.ZERO),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Period(Duration length) {
            this.length = length;
        }

        public Duration length() {
            return length;
        }
    }

    /** @throws IllegalArgumentException unless it is {@code AMOUNT/PERIOD[:model=NAME][:key=NAME]} */
    public static Budget parse(String text) {
        String[] parts = text.split(":(?=model=|key=)");
        int slash = parts[0].indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(FORM);
        }
        return new Budget(
                Wei.parseWithUnit(parts[0].substring(0, slash)),
                period(parts[0].substring(slash + 1)),
                narrowed(parts, "model=").orElse(null),
                narrowed(parts, "key=").orElse(null));
    }

    private static Period period(String text) {
        for (Period period : Period.values()) {
            if (period.name().toLowerCase(Locale.ROOT).equals(text)) {
                return period;
            }
        }
        throw new IllegalArgumentException(FORM);
    }

    private static Optional<String> narrowed(String[] parts, String prefix) {
        Optional<String> found = Optional.empty();
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith(prefix)) {
                String name = parts[i].substring(prefix.length());
                if (name.isEmpty() || found.isPresent()) {
                    throw new IllegalArgumentException(FORM);
                }
                found = Optional.of(name);
            }
        }
        return found;
    }

    public boolean covers(String itsModel, String itsApplication) {
        return (model == null || model.equals(itsModel)) && (application == null || application.equals(itsApplication));
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return limit + " base units/" + period.name().toLowerCase(Locale.ROOT)
                + (model == null ? "" : ":model=" + model)
                + (application == null ? "" : ":key=" + application);
    }
}
