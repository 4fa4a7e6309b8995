package io.deopenchat.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes from the configuration file what neither the command line nor the environment says. */
final class ConfigDefaults implements IDefaultValueProvider {
    static final String OPTION = "--config";
    private static final String DAEMON = "daemon";
    private static final Pattern SECRET = Pattern.compile("--(.*)-(?:sk|sk-file|keystore|password-file)");
    private static final List<String> WAYS = List.of("-sk", "-sk-file", "-keystore", "-password-file");

    private final EnvironmentDefaults environmentDefaults;
    private final ConfigFile file;
    private final Path place;
    private final Map<String, String> environment;
    private final List<String> arguments;

    /** @param place where the file is, or would be if it were there */
    ConfigDefaults(
            EnvironmentDefaults environmentDefaults,
            ConfigFile file,
            Path place,
            Map<String, String> environment,
            List<String> arguments) {
        this.environmentDefaults = environmentDefaults;
        this.file = file;
        this.place = place;
        this.environment = environment;
        this.arguments = arguments;
    }

    /** The file that the command line names, else the environment, else the one at its usual place if it is there. */
    static Optional<Path> file(String program, Map<String, String> environment, List<String> arguments, Path home) {
        int named = arguments.indexOf(OPTION);
        if (named >= 0 && named + 1 < arguments.size()) {
            return Optional.of(Path.of(arguments.get(named + 1)));
        }
        Optional<String> joined = arguments.stream()
                .filter(given -> given.startsWith(OPTION + "="))
                .findFirst();
        if (joined.isPresent()) {
            return joined.map(given -> Path.of(given.substring(OPTION.length() + 1)));
        }
        String variable = environment.get(variable(program) + "_CONFIG");
        if (variable != null) {
            return Optional.of(Path.of(variable));
        }
        Path usual = usualFile(program, home);
        return Files.isReadable(usual) ? Optional.of(usual) : Optional.empty();
    }

    static Path usualFile(String program, Path home) {
        return home.resolve(".deopenchat", program.replaceFirst("^deopenchat-", ""), "config.toml");
    }

    /** What the daemon and the program itself take: the file is the daemon's, and other commands share what they know of it. */
    static Map<String, OptionSpec> known(CommandLine program) {
        Map<String, OptionSpec> known = new HashMap<>();
        CommandLine daemon = program.getSubcommands().getOrDefault(DAEMON, program);
        List.of(program, daemon)
                .forEach(command ->
                        command.getCommandSpec().options().forEach(option -> known.put(option.longestName(), option)));
        List.of(OPTION, "--help", "--version", "--debug").forEach(known::remove);
        return known;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (isFlagOfCommandLine(argument)) {
            return null;
        }
        String given = environmentDefaults.defaultValue(argument);
        return given == null && argument instanceof OptionSpec option
                ? fromFile(option).map(ConfigFile.Entry::value).orElse(null)
                : given;
    }

    /** The parser takes a flag that is given beside a default of true for its opposite. */
    private boolean isFlagOfCommandLine(ArgSpec argument) {
        return argument instanceof OptionSpec option && option.arity().max() == 0 && isGiven(option);
    }

    /** Whether the command line says it. */
    boolean isGiven(OptionSpec option) {
        return Stream.of(option.names()).anyMatch(this::isArgument);
    }

    private boolean isArgument(String option) {
        return arguments.stream().anyMatch(given -> given.equals(option) || given.startsWith(option + "="));
    }

    /** What the file says, unless a key was given in another way. */
    private Optional<ConfigFile.Entry> fromFile(OptionSpec option) {
        Matcher secret = SECRET.matcher(option.longestName());
        return secret.matches() && isGiven(secret.group(1)) ? Optional.empty() : file.entry(option.longestName());
    }

    Path file() {
        return place;
    }

    /** Where a value comes from that the command line does not say: a variable, or file and line. */
    Optional<String> source(OptionSpec option) {
        return secretVariable(option)
                .or(() -> environmentDefaults.source(option))
                .map(variable -> "environment, " + variable)
                .or(() -> fromFile(option).map(ConfigFile.Entry::place));
    }

    /** Whether the environment or the file says it, whatever the command line does. */
    boolean isKept(OptionSpec option) {
        return file.entry(option.longestName()).isPresent() || source(option).isPresent();
    }

    /** The value that {@link #source} tells of. */
    Optional<String> value(OptionSpec option) {
        return secretVariable(option).map(environment::get).or(() -> Optional.ofNullable(defaultValue(option)));
    }

    private Optional<String> secretVariable(OptionSpec option) {
        String variable = "DEOPENCHAT_" + variable(option.longestName().substring(2));
        return SECRET.matcher(option.longestName()).matches() && environment.containsKey(variable)
                ? Optional.of(variable)
                : Optional.empty();
    }

    /** Whether somebody named a key in any way: it must not be mixed with another way from the file. */
    private boolean isGiven(String stem) {
        return WAYS.stream()
                .anyMatch(way ->
                        environment.containsKey("DEOPENCHAT_" + variable(stem + way)) || isArgument("--" + stem + way));
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
