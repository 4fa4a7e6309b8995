package io.deopenchat.chaos.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run, one line each; kept only where somebody will read it. */
final class Trace {
    private final Scheduler scheduler;
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();

    Trace(Scheduler scheduler, boolean kept) {
        this.scheduler = scheduler;
        this.kept = kept;
    }

    void note(Supplier<String> line) {
        if (kept) {
            lines.add(String.format("%10.3f  %s", scheduler.now() / 1_000.0, line.get()));
        }
    }

    List<String> lines() {
        return lines;
    }
}
