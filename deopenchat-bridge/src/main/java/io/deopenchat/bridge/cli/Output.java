package io.deopenchat.bridge.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command prints. */
final class Output {
    private Output() {}

    /** @param spec injected by the parser before a command runs */
    static PrintWriter of(@Nullable CommandSpec spec) {
        return parsed(spec).commandLine().getOut();
    }

    static PrintWriter warnings(@Nullable CommandSpec spec) {
        return parsed(spec).commandLine().getErr();
    }

    static CommandSpec parsed(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("the command was not parsed");
        }
        return spec;
    }
}
