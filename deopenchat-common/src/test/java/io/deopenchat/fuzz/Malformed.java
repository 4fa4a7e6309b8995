package io.deopenchat.fuzz;

/** How many malformed requests are sent, and from which seed. */
public final class Malformed {
    private Malformed() {}

    public static int count() {
        boolean isFull = System.getProperty("deopenchat.test.counts", "reduced").equals("full");
        return Integer.getInteger("deopenchat.test.malformed", isFull ? 10_000 : 1_500);
    }

    public static long seed() {
        return Long.getLong("deopenchat.test.seed", 1);
    }
}
