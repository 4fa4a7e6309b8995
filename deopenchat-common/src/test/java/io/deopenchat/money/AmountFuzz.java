package io.deopenchat.money;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import java.math.BigInteger;

/** An amount is what its digits say, in one spelling on the wire and in several on a command line. */
final class AmountFuzz {
    private AmountFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new Input(input).text();
        read(input, IllegalArgumentException.class, () -> Wei.parseCanonical(text))
                .ifPresent(wei -> canonical(text, wei));
        read(input, IllegalArgumentException.class, () -> Wei.parseWithUnit(text))
                .ifPresent(wei -> typed(text, wei));
    }

    private static void canonical(String text, Wei wei) {
        equal(text, wei.toString(), "a canonical amount has one spelling");
        equal(wei, Wei.parseWithUnit(text), "without a unit both forms say the same");
    }

    private static void typed(String text, Wei wei) {
        equal(wei, Wei.parseCanonical(wei.toString()), "every amount has a canonical form");
        boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
        holds(!digits || wei.value().equals(new BigInteger(text)), "a bare number is in base units", text, wei);
    }
}
