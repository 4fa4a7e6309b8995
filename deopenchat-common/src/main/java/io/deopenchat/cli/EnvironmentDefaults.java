package io.deopenchat.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes what the command line leaves out from the environment: {@code --bind-addr} of {@code deopenchat-gateway} from
 * {@code DEOPENCHAT_GATEWAY_BIND_ADDR}. Not the options for keys: {@link SecretOption} has variables of its own for them,
 * and must know what was given on the command line.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final Pattern SECRET = Pattern.compile("--.*-(sk|sk-file|keystore|password-file)");

    private final String prefix;
    private final Map<String, String> environment;

    /** @param program for example {@code deopenchat-gateway} */
    EnvironmentDefaults(String program, Map<String, String> environment) {
        this.prefix = variable(program) + "_";
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? source(option).map(environment::get).orElse(null)
                : null;
    }

    /** The variable that the value comes from, if one is set. */
    Optional<String> source(OptionSpec option) {
        return SECRET.matcher(option.longestName()).matches()
                ? Optional.empty()
                : Stream.of(option.names())
                        .filter(name -> name.startsWith("--"))
                        .map(name -> prefix + variable(name.substring(2)))
                        .filter(environment::containsKey)
                        .findFirst();
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
