package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.Budget;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Who may spend, and how much. */
final class SpendingOptions {
    @Option(
            names = "--budget",
            paramLabel = "LIMIT",
            split = ",",
            converter = BudgetConverter.class,
            description = {
                "Most to spend: AMOUNT/request, AMOUNT/hour or AMOUNT/day, then :model=NAME or :key=NAME if it is for those",
                "alone, for example 0.5fil/day:key=editor. May be repeated: all must hold. Calls under way count with the",
                "most that they may cost."
            })
    private List<Budget> budgets = new ArrayList<>();

    @Option(
            names = "--without-key",
            description = "Serve applications that show no key. Then every program and every user of this machine can"
                    + " spend your tokens.")
    private boolean withoutKey;

    static final class BudgetConverter implements ITypeConverter<Budget> {
        @Override
        public Budget convert(String text) {
            try {
                return Budget.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "': " + e.getMessage());
            }
        }
    }

    List<Budget> budgets() {
        return budgets;
    }

    boolean demandsKey() {
        return !withoutKey;
    }
}
