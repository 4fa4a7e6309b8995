package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.RecordFilter;
import io.deopenchat.chain.Criteria;
import io.deopenchat.money.Wei;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Criteria as people write them: {@code min-rounds=100,max-flagged=0.01}. */
final class CriteriaConverter implements ITypeConverter<Criteria> {
    private static final List<String> NAMES =
            List.of("min-money", "min-rounds", "min-clients", "min-finished", "min-preferred", "max-flagged");

    @Override
    public Criteria convert(String text) {
        Map<String, String> given = new HashMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !NAMES.contains(pair[0].strip())) {
                throw new TypeConversionException("'" + part + "' is none of " + String.join("=.., ", NAMES) + "=..");
            }
            if (given.put(pair[0].strip(), pair[1].strip()) != null) {
                throw new TypeConversionException(pair[0] + " is given twice");
            }
        }
        return criteria(given);
    }

    private static Criteria criteria(Map<String, String> given) {
        try {
            return new Criteria(
                    given.containsKey("min-money") ? Wei.parseWithUnit(given.get("min-money")) : Wei.ZERO,
                    count(given.getOrDefault("min-rounds", "0")),
                    count(given.getOrDefault("min-clients", "0")),
                    share(given.getOrDefault("min-finished", "0")),
                    share(given.getOrDefault("min-preferred", "0")),
                    share(given.getOrDefault("max-flagged", "1")));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static long count(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is not a number");
        }
        return Long.parseLong(text);
    }

    private static int share(String text) {
        if (!text.matches("[0-9](\\.[0-9]{1,4})?")) {
            throw new IllegalArgumentException("'" + text + "' is not a share from 0 to 1 with up to four decimals");
        }
        int share = RecordFilter.basisPoints(new BigDecimal(text));
        if (share > Criteria.WHOLE) {
            throw new IllegalArgumentException("'" + text + "' is more than 1");
        }
        return share;
    }
}
