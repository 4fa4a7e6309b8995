package io.deopenchat.cli;

import java.util.Optional;

/** Somebody who can be asked. */
public interface Terminal {
    /** Whether somebody sits there; if not, nothing is asked. */
    boolean isInteractive();

    /** Tells a line. */
    void say(String line);

    /**
     * Asks, and waits for a line.
     *
     * @return without the blanks around it; empty when the input has ended
     */
    Optional<String> ask(String question);

    /** Shows that something is under way, until it is closed. */
    Progress progress(String what);
}
