package io.deopenchat.cli;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * Runs a command line. Exit code 0 is success, 1 a failure, 2 wrong usage. A failure is one line on stderr,
 * {@code deopenchat-gateway: message}; its stack trace appears with {@code --debug}, or with DEOPENCHAT_LOG_LEVEL at DEBUG.
 */
public final class Program {
    private static final int USAGE_WIDTH = 100;

    private final String name;
    private final Object command;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private boolean debug;
    private boolean quiet;

    /**
     * @param name of the program, for example {@code deopenchat-gateway}; also the prefix of its environment variables
     * @param command the annotated root command
     */
    public Program(String name, Object command) {
        this(
                name,
                command,
                System.getenv(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    public Program(String name, Object command, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.name = name;
        this.command = command;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** @return the exit code */
    public int run(String... arguments) {
        Redaction redaction = new Redaction(arguments);
        CommandLine commandLine = commandLine();
        try {
            takeFile(commandLine, List.of(arguments));
        } catch (UsageError wrong) {
            int misused = failed(wrong);
            err.flush();
            return misused;
        }
        int exitCode = commandLine
                .setParameterExceptionHandler((exception, given) -> misused(exception, redaction))
                .setExecutionExceptionHandler((exception, failing, result) -> failed(exception))
                .setExecutionStrategy(this::executed)
                .execute(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }

    /** With a line of progress for whatever takes longer than a second. */
    private int executed(CommandLine.ParseResult parsed) {
        CommandLine chosen = parsed.asCommandLineList().getLast();
        if (quiet || chosen.getCommand() instanceof LongRunning) {
            return new CommandLine.RunLast().execute(parsed);
        }
        try (Progress progress = Progress.of(chosen.getCommandSpec().qualifiedName() + ": under way", err)) {
            chosen.setOut(progress.clearing(out)).setErr(progress.clearing(err));
            return new CommandLine.RunLast().execute(parsed);
        }
    }

    /** Help is given whatever the file holds. */
    private void takeFile(CommandLine commandLine, List<String> arguments) {
        if (!Collections.disjoint(arguments, List.of("--help", "-h", "--version", "-V"))) {
            return;
        }
        Path home = Path.of(System.getProperty("user.home"));
        Optional<Path> path = ConfigDefaults.file(name, environment, arguments, home);
        ConfigFile file = path.map(there -> ConfigFile.read(there, ConfigDefaults.known(commandLine)))
                .orElse(ConfigFile.NONE);
        commandLine.setDefaultValueProvider(new ConfigDefaults(
                new EnvironmentDefaults(name, environment),
                file,
                path.orElseGet(() -> ConfigDefaults.usualFile(name, home)),
                environment,
                arguments));
    }

    /** Read before the parser runs; the parser only has to know it. */
    private static OptionSpec configOption() {
        return OptionSpec.builder(ConfigDefaults.OPTION)
                .type(Path.class)
                .paramLabel("FILE")
                .scopeType(ScopeType.INHERIT)
                .description(
                        "TOML file with options of the daemon, by their long names without dashes. The command line"
                                + " and the environment win.")
                .build();
    }

    /** The parser with all that programs share; also what the reference of options is generated from. */
    public CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(command);
        commandLine.setCommandName(name);
        commandLine.getCommandSpec().addOption(debugOption());
        commandLine.getCommandSpec().addOption(quietOption());
        commandLine.getCommandSpec().addOption(logFormatOption());
        commandLine.getCommandSpec().addOption(configOption());
        standardise(commandLine);
        registerConverters(commandLine);
        return commandLine
                .setUsageHelpWidth(USAGE_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new EnvironmentDefaults(name, environment))
                .setOut(out)
                .setErr(err);
    }

    private void standardise(CommandLine commandLine) {
        CommandSpec spec = commandLine.getCommandSpec();
        spec.mixinStandardHelpOptions(true).versionProvider(new ManifestVersion(name, command.getClass()));
        commandLine.getSubcommands().values().forEach(this::standardise);
    }

    private OptionSpec debugOption() {
        return flag("--debug", "Print the stack trace of a failure.", () -> debug = true);
    }

    private OptionSpec quietOption() {
        return flag("--quiet", "Do not tell on stderr that something takes its time.", () -> quiet = true);
    }

    /** Once given, it holds, whichever of the commands it was given to. */
    private static OptionSpec flag(String name, String description, Runnable given) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .scopeType(ScopeType.INHERIT)
                .description(description)
                .setter(new CommandLine.Model.ISetter() {
                    @Override
                    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is the parser's
                    public <T> T set(T value) {
                        if (Boolean.TRUE.equals(value)) {
                            given.run();
                        }
                        return value;
                    }
                })
                .build();
    }

    private static OptionSpec logFormatOption() {
        return OptionSpec.builder("--log-format")
                .type(LogFormat.class)
                .paramLabel("FORMAT")
                .scopeType(ScopeType.INHERIT)
                .description("How the log on stderr is written: text (the default), or json, one object a line.")
                .setter(new CommandLine.Model.ISetter() {
                    @Override
                    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is the parser's
                    public <T> T set(T value) {
                        if (value instanceof LogFormat format) {
                            format.apply();
                        }
                        return value;
                    }
                })
                .build();
    }

    private int misused(ParameterException exception, Redaction redaction) {
        String help = exception.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        err.println(name + ": " + origin(exception) + redaction.apply(misuse(exception)));
        err.println("Try '" + help + "'.");
        return CommandLine.ExitCode.USAGE;
    }

    /** The parser's words, but for those that only it understands. */
    private static String misuse(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        if (exception instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !command.getSubcommands().isEmpty()) {
            return "there is no command '" + unmatched.getUnmatched().getFirst() + "'; use one of "
                    + String.join(", ", command.getSubcommands().keySet());
        }
        return oneLine(exception).replaceFirst("^Error: ", "");
    }

    /** File and line, if the value stands there. */
    private static String origin(ParameterException exception) {
        return exception.getArgSpec() instanceof OptionSpec option && exception.getValue() != null
                ? Settings.source(exception.getCommandLine(), option)
                        .map(place -> place + ": ")
                        .orElse("")
                : "";
    }

    private int failed(Exception exception) {
        err.println(name + ": " + oneLine(exception));
        if (debug || logsAtDebug()) {
            exception.printStackTrace(err);
        }
        return exception instanceof UsageError ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean logsAtDebug() {
        String level = environment.getOrDefault("DEOPENCHAT_LOG_LEVEL", "").toUpperCase(Locale.ROOT);
        return level.equals("DEBUG") || level.equals("TRACE");
    }

    private static String oneLine(Exception exception) {
        String message = exception.getMessage();
        if (message == null || message.isBlank()) {
            message = exception.getClass().getSimpleName();
        }
        return ControlCharacters.escape(message.strip().replaceAll("\\s*\\R\\s*", "; "));
    }

    private static void registerConverters(CommandLine commandLine) {
        commandLine
                .registerConverter(Wei.class, converter(Wei::parseWithUnit))
                .registerConverter(Duration.class, converter(Durations::parse))
                .registerConverter(BindAddress.class, converter(BindAddress::parse))
                .registerConverter(Address.class, converter(Address::parseTyped))
                .registerConverter(Bytes32.class, converter(Bytes32::parse))
                .registerConverter(PublicKey.class, converter(PublicKey::parse));
    }

    /** The parser prints the message of this exception, and of any other one its class as well. */
    private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
