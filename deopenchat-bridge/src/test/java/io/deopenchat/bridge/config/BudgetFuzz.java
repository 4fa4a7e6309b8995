package io.deopenchat.bridge.config;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;

/** A budget is what its text says. */
final class BudgetFuzz {
    private BudgetFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new Input(input).text();
        read(input, IllegalArgumentException.class, () -> Budget.parse(text)).ifPresent(budget -> {
            String spelled = budget.toString().replace(" base units", "");
            equal(budget, Budget.parse(spelled), "a budget keeps what it says");
        });
    }
}
