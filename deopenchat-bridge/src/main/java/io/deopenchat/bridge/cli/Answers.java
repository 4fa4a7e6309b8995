package io.deopenchat.bridge.cli;

import io.deopenchat.cli.Settings;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was answered or given, for the configuration file, so that it is asked once. Files of keys are named there, keys never.
 * A file that this command did not write is left alone.
 */
final class Answers {
    private static final String MARK = "# Written by deopenchat-bridge up, which adds lines to it and changes none.\n";

    /** Consent that is for this start. */
    private static final Set<String> ONCE = Set.of("--accept-prices");

    private final Settings settings;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Begins with what the command line says of the daemon, so that it need not be said again. */
    Answers(Settings settings) {
        this.settings = settings;
        settings.given().forEach((option, given) -> {
            if (!ONCE.contains(option)) {
                keep(option, given.size() == 1 ? value(given.getFirst()) : list(given));
            }
        });
    }

    /** @param option with its dashes */
    void put(String option, String value) {
        keep(option, text(value));
    }

    void put(String option, Path file) {
        put(option, file.toAbsolutePath().normalize().toString());
    }

    void put(String option, boolean value) {
        keep(option, Boolean.toString(value));
    }

    private void keep(String option, String toml) {
        if (!settings.isKept(option)) {
            values.put(option.substring(2), toml);
        }
    }

    private static String list(List<String> given) {
        return given.stream().map(Answers::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String value(String given) {
        return given.equals("true") || given.equals("false") ? given : text(given);
    }

    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Adds what is new to the file. @return what to tell about it, if anything is new */
    Optional<String> save() {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Path file = settings.file();
        try {
            String before = Files.exists(file) ? Files.readString(file) : MARK;
            if (!before.startsWith(MARK)) {
                return Optional.of(
                        file + " is not of this command and stays as it is; to be asked nothing the next time,"
                                + " add to it:\n" + lines().stripTrailing());
            }
            PrivateDirectory.create(file.toAbsolutePath().resolveSibling(""));
            PrivateFile.replace(file, (ended(before) + lines()).getBytes(StandardCharsets.UTF_8));
            return Optional.of("the answers are in " + file);
        } catch (IOException e) {
            throw new UncheckedIOException("the answers cannot be written to " + file + "; check its folder", e);
        }
    }

    private static String ended(String text) {
        return text.endsWith("\n") ? text : text + "\n";
    }

    private String lines() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
