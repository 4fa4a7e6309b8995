package io.deopenchat.protocol;

/** Ranges of message fields that the types alone do not hold. */
final class Check {
    private Check() {}

    static void positive(String field, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(field + " must be at least 1, got " + value);
        }
    }

    static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " must not be negative, got " + value);
        }
    }
}
