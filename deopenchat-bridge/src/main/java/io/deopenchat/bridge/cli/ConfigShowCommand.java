package io.deopenchat.bridge.cli;

import io.deopenchat.cli.Settings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        description =
                "Takes the options of daemon and prints each with its value and where it comes from: command line,"
                        + " environment, file and line, or default. Keys are hidden.")
final class ConfigShowCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused") // only parsed: what is shown comes from the parser
    private final DaemonOptions options = new DaemonOptions();

    @Override
    public Integer call() {
        Settings.of(Output.parsed(spec)).all().forEach(Output.of(spec)::println);
        return 0;
    }
}
