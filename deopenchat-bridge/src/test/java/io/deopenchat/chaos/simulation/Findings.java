package io.deopenchat.chaos.simulation;

import java.util.ArrayList;
import java.util.List;

/** What the auditor objects to. */
final class Findings {
    private final List<String> all = new ArrayList<>();

    /** Both values are in the message: expected, then found. */
    void require(boolean holds, String rule, Object about, Object expected, Object found) {
        if (!holds) {
            all.add(rule + ": " + about + ", expected " + expected + ", found " + found);
        }
    }

    void unexpected(String what) {
        all.add(what);
    }

    boolean none() {
        return all.isEmpty();
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
