package io.deopenchat.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of the settlement currency in base units (wei for a native coin), 0 to 2^96 - 1: the range of {@code uint96},
 * which is what the contract holds.
 */
public record Wei(BigInteger value) implements Comparable<Wei> {
    public static final int BITS = 96;
    public static final Wei ZERO = new Wei(BigInteger.ZERO);
    public static final Wei MAX = new Wei(BigInteger.ONE.shiftLeft(BITS).subtract(BigInteger.ONE));

    private static final Pattern CANONICAL = Pattern.compile("0|[1-9][0-9]{0,28}");
    private static final Pattern WITH_UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-z]*)");
    private static final Map<String, Integer> DECIMALS_OF_UNIT = Map.of(
            "", 0, "wei", 0, "attofil", 0, "gwei", 9, "nanofil", 9, "ether", 18, "eth", 18, "fil", 18, "tfil", 18);

    public Wei {
        if (value.signum() < 0 || value.bitLength() > BITS) {
            throw new ArithmeticException("amount " + value + " is outside 0 to 2^96 - 1 base units");
        }
    }

    public static Wei of(long baseUnits) {
        return new Wei(BigInteger.valueOf(baseUnits));
    }

    /** The wire form: a decimal string without sign or leading zeros. */
    public static Wei parseCanonical(String text) {
        if (!CANONICAL.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + abbreviated(text) + "' is not a canonical decimal amount");
        }
        BigInteger value = new BigInteger(text);
        if (value.bitLength() > BITS) {
            throw new IllegalArgumentException("amount " + text + " does not fit uint96");
        }
        return new Wei(value);
    }

    /**
     * The command-line form: a number with an optional unit, for example {@code 250}, {@code 1000gwei}, {@code 0.02 fil}.
     * A bare number is in base units; anything finer than one base unit is refused.
     */
    public static Wei parseWithUnit(String text) {
        Matcher matcher = WITH_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
        Integer decimals = matcher.matches() && text.length() <= 64 ? DECIMALS_OF_UNIT.get(matcher.group(2)) : null;
        if (decimals == null) {
            throw new IllegalArgumentException(
                    "'" + abbreviated(text)
                            + "' is not an amount; write base units (250) or a number with wei, gwei, ether, attofil, nanofil or fil");
        }
        try {
            return new Wei(
                    new BigDecimal(matcher.group(1)).movePointRight(decimals).toBigIntegerExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number of base units below 2^96", e);
        }
    }

    public Wei plus(Wei other) {
        return new Wei(value.add(other.value));
    }

    /** The sum, or {@link #MAX} when it would be larger: for what a stranger claims. */
    public Wei plusOrMax(Wei other) {
        BigInteger sum = value.add(other.value);
        return sum.bitLength() > BITS ? MAX : new Wei(sum);
    }

    /** @throws ArithmeticException if {@code other} is larger: a negative amount does not exist */
    public Wei minus(Wei other) {
        return new Wei(value.subtract(other.value));
    }

    /** This amount less {@code other}, or zero when {@code other} is larger. */
    public Wei minusOrZero(Wei other) {
        return compareTo(other) <= 0 ? ZERO : minus(other);
    }

    public Wei min(Wei other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Wei max(Wei other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public boolean isZero() {
        return value.signum() == 0;
    }

    public boolean isAbove(Wei other) {
        return compareTo(other) > 0;
    }

    public boolean isBelow(Wei other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Wei other) {
        return value.compareTo(other.value);
    }

    /** The canonical decimal string, without a unit. */
    @Override
    public String toString() {
        return value.toString();
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "..";
    }
}
