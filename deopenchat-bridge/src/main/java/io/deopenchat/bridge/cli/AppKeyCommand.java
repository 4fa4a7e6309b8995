package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.application.ApplicationKey;
import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.cli.UsageError;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "app-key",
        description = {
            "The keys that applications show to the bridge as their API key. One for each application lets budgets tell them",
            "apart, and lets one be shut out. A running daemon takes changes over at once."
        },
        subcommands = {AppKeyCommand.Listing.class, AppKeyCommand.Adding.class, AppKeyCommand.Removing.class},
        synopsisSubcommandLabel = "COMMAND")
final class AppKeyCommand {
    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the keys are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    private ApplicationKeys keys() {
        return ApplicationKeys.in(StateDirectory.of(stateDirectory), InstantSource.system());
    }

    @Command(name = "list", description = "Prints names and keys.")
    static final class Listing implements Callable<Integer> {
        @ParentCommand
        private AppKeyCommand all = new AppKeyCommand();

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            for (ApplicationKey key : all.keys().all()) {
                Output.of(spec).println(key.name() + " " + key.secret());
            }
            return 0;
        }
    }

    @Command(name = "add", description = "Makes a key and prints it.")
    static final class Adding implements Callable<Integer> {
        @ParentCommand
        private AppKeyCommand all = new AppKeyCommand();

        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Of the application.")
        private String name = "";

        @Override
        public Integer call() {
            return done(() -> Output.of(spec).println(all.keys().add(name).secret()));
        }
    }

    @Command(name = "remove", description = "Shuts an application out.")
    static final class Removing implements Callable<Integer> {
        @ParentCommand
        private AppKeyCommand all = new AppKeyCommand();

        @Parameters(paramLabel = "NAME", description = "Of the application.")
        private String name = "";

        @Override
        public Integer call() {
            return done(() -> all.keys().remove(name));
        }
    }

    private static Integer done(Runnable step) {
        try {
            step.run();
            return 0;
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }
}
