package io.deopenchat.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
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
        if (!(argument instanceof OptionSpec option)
                || SECRET.matcher(option.longestName()).matches()) {
            return null;
        }
        for (String name : option.names()) {
            String value = name.startsWith("--") ? environment.get(prefix + variable(name.substring(2))) : null;
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
