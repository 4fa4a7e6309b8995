package io.deopenchat.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that a TOML file names: each key is the long name of an option without its dashes, an array gives one several times.
 * Everything that is wrong is told at once, with its line.
 */
final class ConfigFile {
    static final ConfigFile NONE = new ConfigFile(Map.of());

    /**
     * What stands there.
     *
     * @param place file and line, for people
     */
    record Entry(String value, String place) {}

    private static final TomlMapper TOML = new TomlMapper();
    private static final String DASHES = "--";

    private final Map<String, Entry> values;

    private ConfigFile(Map<String, Entry> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * @param known what may stand in it, by long name with dashes
     * @throws UsageError if it cannot be read, or something in it cannot be used
     */
    static ConfigFile read(Path file, Map<String, OptionSpec> known) {
        String text = textOf(file);
        Map<String, Entry> values = new HashMap<>();
        List<String> problems = new ArrayList<>();
        parsed(file, text).properties().forEach(entry -> {
            String option = DASHES + entry.getKey();
            problem(entry.getKey(), entry.getValue(), known.get(option))
                    .ifPresentOrElse(
                            problem -> problems.add(file + ", line " + line(text, entry.getKey()) + ": " + problem),
                            () -> values.put(
                                    option,
                                    new Entry(value(entry.getValue()), file + ", line " + line(text, entry.getKey()))));
        });
        if (!problems.isEmpty()) {
            throw new UsageError(String.join("\n", problems));
        }
        return new ConfigFile(values);
    }

    Optional<Entry> entry(String option) {
        return Optional.ofNullable(values.get(option));
    }

    Optional<String> value(String option) {
        return entry(option).map(Entry::value);
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UsageError("the configuration file " + file + " cannot be read; mend --config", unreadable);
        }
    }

    private static JsonNode parsed(Path file, String text) {
        try {
            return TOML.readTree(text);
        } catch (JacksonException wrong) {
            throw new UsageError(
                    file + ", line " + wrong.getLocation().getLineNr() + ": this is no TOML; write key = \"value\"",
                    wrong);
        }
    }

    private static Optional<String> problem(String key, JsonNode value, @Nullable OptionSpec option) {
        if (key.endsWith(SecretOption.SUFFIX)) {
            return Optional.of("a key must not stand here in clear; name its file with " + key + "-file");
        }
        if (option == null) {
            return Optional.of("there is no option --" + key + "; see --help of the daemon");
        }
        if (value.isArray()) {
            return problemOfList(key, value, option);
        }
        return isScalar(value) ? Optional.empty() : Optional.of(key + " must be a text, a whole number, true or false");
    }

    private static Optional<String> problemOfList(String key, JsonNode list, OptionSpec option) {
        if (!option.isMultiValue()) {
            return Optional.of(key + " takes one value, not a list");
        }
        return elements(list).allMatch(ConfigFile::isScalar)
                ? Optional.empty()
                : Optional.of("every element of " + key + " must be a text or a whole number");
    }

    private static boolean isScalar(JsonNode value) {
        return value.isTextual() || value.isIntegralNumber() || value.isBoolean();
    }

    private static String value(JsonNode value) {
        return value.isArray()
                ? elements(value).map(JsonNode::asText).collect(Collectors.joining(","))
                : value.asText();
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** The parser does not tell where a key stood. */
    private static long line(String text, String key) {
        Matcher found = Pattern.compile("(?m)^[ \\t]*(?:\\[+[ \\t]*)?[\"']?" + Pattern.quote(key) + "\\b")
                .matcher(text);
        return found.find() ? text.substring(0, found.start()).lines().count() + 1 : 1;
    }
}
