package io.deopenchat.chaos.simulation;

/** Ends a simulated process where it stands: nothing in it may catch this. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("the process ends here", null, false, false);
    }
}
