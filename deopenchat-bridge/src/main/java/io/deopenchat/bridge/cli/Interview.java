package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.provider.UnknownProvider;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.WrongDeployment;
import io.deopenchat.cli.Progress;
import io.deopenchat.cli.Terminal;
import io.deopenchat.cli.UsageError;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks for what is missing, one thing at a time, until it can be used. Where nobody sits it names the option instead. */
final class Interview {
    private final Terminal terminal;
    private final boolean asks;

    /** @param agreed the user agreed to everything beforehand, and wants no question */
    Interview(Terminal terminal, boolean agreed) {
        this.terminal = terminal;
        this.asks = terminal.isInteractive() && !agreed;
    }

    /**
     * Something that is missing.
     *
     * @param option that would have said it
     * @param suggestion what an empty line means; null for nothing
     */
    record Question(String option, String text, @Nullable String suggestion) {
        private String prompt() {
            return text + (suggestion == null ? "" : " [" + suggestion + "]") + ": ";
        }
    }

    boolean asks() {
        return asks;
    }

    void say(String line) {
        terminal.say(line);
    }

    /** Does something that takes its time, and says so when it does. */
    <T> T waits(String what, Supplier<T> step) {
        try (Progress _ = terminal.progress(what)) {
            return step.get();
        }
    }

    /**
     * @param reading judges the answer at once; what it throws is told, and the question asked again
     * @throws UsageError if nobody can be asked
     * @throws InterviewEnded if the input ends
     */
    <T> T ask(Question question, Function<String, T> reading) {
        if (!asks) {
            throw new UsageError(question.option() + " is missing, and nobody can be asked; give it, or run up in a"
                    + " terminal and without --yes");
        }
        while (true) {
            String answer = answer(question);
            try {
                return reading.apply(answer);
            } catch (IllegalArgumentException
                    | IllegalStateException
                    | ArithmeticException
                    | UsageError
                    | UnknownProvider
                    | ChainUnavailable
                    | WrongDeployment e) {
                terminal.say("  " + e.getMessage());
            }
        }
    }

    private String answer(Question question) {
        String line = terminal.ask(question.prompt())
                .orElseThrow(() -> new InterviewEnded(
                        "the input ended before everything was said; nothing was sent, start up again to go on"));
        return line.isEmpty() && question.suggestion() != null ? question.suggestion() : line;
    }

    /** @param option that agrees beforehand */
    boolean agrees(String option, String question) {
        return ask(new Question(option, question + " (yes or no)", "no"), Interview::yesOrNo);
    }

    private static boolean yesOrNo(String answer) {
        return switch (answer.toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> true;
            case "n", "no" -> false;
            default -> throw new IllegalArgumentException("answer yes or no");
        };
    }
}
