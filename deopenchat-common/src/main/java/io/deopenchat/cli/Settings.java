package io.deopenchat.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What each option of the daemon is in effect, and who said so. Secrets are hidden. */
public final class Settings {
    private static final String HIDDEN = "(hidden)";
    private static final String UNSET = "-";
    private static final Pattern USER = Pattern.compile("(?<=://)[^/@,]*@");
    private static final Pattern QUERY = Pattern.compile("(?<=\\?)[^,]+");
    private static final Pattern PATH_OF_NODE = Pattern.compile("(://[^/,]+/)[^,]+");

    private final CommandSpec command;
    private final ConfigDefaults defaults;

    /**
     * One option.
     *
     * @param source the option, a variable, file and line, or the default
     */
    public record Setting(String option, String value, String source) {
        @Override
        public String toString() {
            return "%s = %s  (%s)".formatted(option.substring(2), value, source);
        }
    }

    private Settings(CommandSpec command, ConfigDefaults defaults) {
        this.command = command;
        this.defaults = defaults;
    }

    /** @param command that was parsed; it takes the daemon's options */
    public static Settings of(CommandSpec command) {
        if (command.root().commandLine().getDefaultValueProvider() instanceof ConfigDefaults defaults) {
            return new Settings(command, defaults);
        }
        throw new IllegalStateException("the command was not run by a program");
    }

    /** Where a value comes from that the command line does not say; empty if nobody said it. */
    static Optional<String> source(CommandLine command, OptionSpec option) {
        return command.getCommandSpec().root().commandLine().getDefaultValueProvider() instanceof ConfigDefaults from
                        && !from.isGiven(option)
                ? from.source(option)
                : Optional.empty();
    }

    /** The file that options were read from, or would be if it were there. */
    public Path file() {
        return defaults.file();
    }

    /** Whether the environment or the file says it. */
    public boolean isKept(String option) {
        OptionSpec found = known().get(option);
        return found != null && defaults.isKept(found);
    }

    /**
     * What the command line says of the daemon's options, the values of files made absolute. Keys are left out.
     *
     * @return values by long name with dashes
     */
    public Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        known().values().stream()
                .filter(option -> !option.longestName().endsWith(SecretOption.SUFFIX))
                .forEach(option -> matched(command, option)
                        .ifPresent(values -> given.put(option.longestName(), absolute(option, values))));
        return given;
    }

    private static List<String> absolute(OptionSpec option, List<String> values) {
        return option.type() == Path.class
                ? values.stream()
                        .map(file -> Path.of(file).toAbsolutePath().normalize().toString())
                        .toList()
                : values;
    }

    /** All of them, by name. */
    public List<Setting> all() {
        List<Setting> settings = new ArrayList<>();
        known().values().forEach(option -> settings.add(setting(option)));
        return settings;
    }

    private Map<String, OptionSpec> known() {
        return new TreeMap<>(ConfigDefaults.known(command.root().commandLine()));
    }

    private Setting setting(OptionSpec option) {
        return matched(command, option)
                .map(given -> told(option, String.join(",", given), "command line"))
                .or(() -> defaults.source(option)
                        .map(source -> told(option, defaults.value(option).orElse(UNSET), source)))
                .orElseGet(() -> new Setting(option.longestName(), preset(option), "default"));
    }

    private static Setting told(OptionSpec option, String value, String source) {
        return new Setting(option.longestName(), shown(option.longestName(), value), source);
    }

    private static Optional<List<String>> matched(CommandSpec command, OptionSpec option) {
        for (CommandSpec each = command; each != null; each = each.parent()) {
            ParseResult parsed = each.commandLine().getParseResult();
            if (parsed != null && parsed.hasMatchedOption(option.longestName())) {
                return Optional.of(parsed.matchedOption(option.longestName()).originalStringValues());
            }
        }
        return Optional.empty();
    }

    /** URLs of nodes carry keys in their paths; any URL may in its user or query. */
    private static String shown(String option, String value) {
        if (option.endsWith(SecretOption.SUFFIX)) {
            return HIDDEN;
        }
        String shown = QUERY.matcher(USER.matcher(value).replaceAll("..@")).replaceAll("..");
        return option.equals("--chain-endpoint") ? PATH_OF_NODE.matcher(shown).replaceAll("$1..") : shown;
    }

    private static String preset(OptionSpec option) {
        String preset = option.defaultValue();
        return preset != null ? preset : text(option.initialValue());
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> UNSET;
            case Collection<?> none when none.isEmpty() -> UNSET;
            case Enum<?> constant -> constant.toString().toLowerCase(Locale.ROOT);
            case Object other -> other.toString();
        };
    }
}
