package io.deopenchat.bridge.api;

import io.deopenchat.money.Wei;
import java.util.Optional;

/** How a call ended for the command line. */
public sealed interface CommandEnd {

    /**
     * The whole answer arrived, with a receipt that holds what was agreed.
     *
     * @param cost base units; empty where the answer is too long to be looked at
     */
    record Whole(Optional<Wei> cost) implements CommandEnd {}

    /** A part at most arrived. */
    record Broken() implements CommandEnd {}

    /** Nothing arrived. */
    record Refused(String why) implements CommandEnd {}
}
