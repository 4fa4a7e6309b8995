package io.deopenchat.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The password of a keystore: in a file, in the environment, or typed where there is somebody to type it. Never on the command
 * line, which every user of the machine can see.
 *
 * @param option that names its file
 * @param variableStem for example {@code DEOPENCHAT_CLIENT}, whose {@code .._PASSWORD_FILE} and {@code .._PASSWORD} are looked at
 * @param file that the option named
 */
public record Password(
        String option, String variableStem, @Nullable Path file) {
    static final String FILE_VARIABLE = "_PASSWORD_FILE";
    static final String VARIABLE = "_PASSWORD";

    /** @throws UsageError if it is given nowhere, or its file cannot be read */
    String of(Path keystore, Map<String, String> environment) {
        return given(environment)
                .or(() -> typed("password of " + keystore + ": "))
                .orElseThrow(() -> missing(keystore + " is encrypted"));
    }

    /**
     * Of a keystore that is made now; typed twice.
     *
     * @throws UsageError also if it is empty
     */
    public String ofNew(Path keystore, Map<String, String> environment) {
        String password = given(environment)
                .or(() -> typedTwice(keystore))
                .orElseThrow(() -> missing("a keystore needs a password (--plain writes a key without one)"));
        if (password.isEmpty()) {
            throw new UsageError("the password is empty; choose one that nobody guesses");
        }
        return password;
    }

    private Optional<String> given(Map<String, String> environment) {
        if (file != null) {
            return Optional.of(read(file));
        }
        String named = environment.get(variableStem + FILE_VARIABLE);
        if (named != null) {
            return Optional.of(read(Path.of(named)));
        }
        return Optional.ofNullable(environment.get(variableStem + VARIABLE));
    }

    /** Without the line break that an editor leaves. */
    private static String read(Path file) {
        return KeyFile.readText(file).stripTrailing();
    }

    private UsageError missing(String why) {
        return new UsageError(why + ", and no password is given: use " + option + " FILE, or the environment variable "
                + variableStem + VARIABLE);
    }

    private static Optional<String> typedTwice(Path keystore) {
        Optional<String> password = typed("new password of " + keystore + ": ");
        if (!password.equals(password.flatMap(first -> typed("the same again: ")))) {
            throw new UsageError("the two passwords differ; nothing was written");
        }
        return password;
    }

    /** Empty where nobody sits at a terminal. */
    private static Optional<String> typed(String prompt) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("%s", prompt))
                .map(String::new);
    }

    @Override
    public String toString() {
        return "Password(" + option + ")";
    }
}
