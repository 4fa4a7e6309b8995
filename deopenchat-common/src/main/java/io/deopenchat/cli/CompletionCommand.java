package io.deopenchat.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands and options in a shell.",
            "In ~/.bashrc or ~/.zshrc: source <(PROGRAM completion bash)"
        })
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "For which: bash or zsh.")
    @SuppressWarnings("unused") // one script is for both; the parser refuses any other
    private @Nullable Shell shell;

    /** Shells that the script is for: in zsh it loads what makes bash's way work there. */
    enum Shell {
        BASH,
        ZSH
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("the command was not parsed");
        }
        CommandLine program = spec.root().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash(program.getCommandName(), program));
        return 0;
    }
}
