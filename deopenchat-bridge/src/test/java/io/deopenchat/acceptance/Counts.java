package io.deopenchat.acceptance;

/** How often something is tried: a few times in every build, often in the one before a release. */
public final class Counts {
    private static final String PROPERTY = "deopenchat.test.counts";

    private Counts() {}

    public static int of(int reduced, int full) {
        return System.getProperty(PROPERTY, "reduced").equals("full") ? full : reduced;
    }
}
