package io.deopenchat.cli;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
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
        int exitCode = commandLine()
                .setParameterExceptionHandler((exception, given) -> misused(exception, redaction))
                .setExecutionExceptionHandler((exception, commandLine, result) -> failed(exception))
                .execute(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }

    /** The parser with all that programs share; also what the reference of options is generated from. */
    public CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(command);
        commandLine.setCommandName(name);
        commandLine.getCommandSpec().addOption(debugOption());
        commandLine.getCommandSpec().addOption(logFormatOption());
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
        return OptionSpec.builder("--debug")
                .type(boolean.class)
                .arity("0")
                .scopeType(ScopeType.INHERIT)
                .description("Print the stack trace of a failure.")
                .setter(new CommandLine.Model.ISetter() {
                    @Override
                    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is the parser's
                    public <T> T set(T value) {
                        debug = debug || Boolean.TRUE.equals(value);
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
        err.println(name + ": " + redaction.apply(oneLine(exception)));
        err.println("Try '" + help + "'.");
        return CommandLine.ExitCode.USAGE;
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
