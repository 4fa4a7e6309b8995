package io.deopenchat.bench;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
    private Figures() {}

    static String text(double value) {
        double size = Math.abs(value);
        int digits = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
