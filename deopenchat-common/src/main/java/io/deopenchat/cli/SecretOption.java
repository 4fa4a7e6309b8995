package io.deopenchat.cli;

import io.deopenchat.chain.Keystore;
import io.deopenchat.signing.SecretKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which one secret key may be given: on the command line (visible to every user of the machine, so it warns), in
 * a file with the key itself or a keystore, or in the environment. Options win over the environment; among options, and in
 * the environment, exactly one way may be used. The password of a keystore comes from wherever {@link Password} finds it. No
 * message repeats the secret.
 *
 * <p>For an option {@code --wallet-sk} with the variable {@code DEOPENCHAT_WALLET_SK} the others are
 * {@code --wallet-sk-file}, {@code --wallet-keystore}, {@code --wallet-password-file}, {@code DEOPENCHAT_WALLET_SK_FILE},
 * {@code DEOPENCHAT_WALLET_KEYSTORE}, {@code DEOPENCHAT_WALLET_PASSWORD_FILE} and {@code DEOPENCHAT_WALLET_PASSWORD}.
 *
 * @param name of the option that takes the key itself; ends in {@code -sk}
 * @param variable environment variable with the key itself; ends in {@code _SK}
 */
public record SecretOption(
        String name,
        String variable,
        @Nullable String value,
        @Nullable Path file,
        @Nullable Path keystore,
        @Nullable Path passwordFile) {
    static final String SUFFIX = "-sk";
    private static final String VARIABLE_SUFFIX = "_SK";

    public SecretOption {
        if (!name.endsWith(SUFFIX) || !variable.endsWith(VARIABLE_SUFFIX)) {
            throw new IllegalArgumentException(name + " must end in -sk, and " + variable + " in _SK");
        }
    }

    /** A key without a password file. */
    public SecretOption(String name, String variable, @Nullable String value, @Nullable Path file) {
        this(name, variable, value, file, null, null);
    }

    /** @throws UsageError if no key is given, or the given one cannot be read */
    public SecretKey require(Map<String, String> environment, PrintWriter warnings) {
        return find(environment, warnings)
                .orElseThrow(() -> new UsageError(
                        "no key is given: use %s-file FILE, or the environment variable %s".formatted(name, variable)));
    }

    /**
     * Empty if no key is given in any way.
     *
     * @throws UsageError if more than one is, or the given one cannot be read
     */
    public Optional<SecretKey> find(Map<String, String> environment, PrintWriter warnings) {
        if (value != null) {
            warnings.println("warning: " + name + " is visible to every user of this machine in the process list; use "
                    + name + "-file");
        }
        if (isGiven()) {
            return Optional.of(read(
                    new Names(name, name + "-file", stem() + "-keystore", stem() + "-password-file"), environment));
        }
        SecretOption fromEnvironment = from(environment);
        return fromEnvironment.isGiven()
                ? Optional.of(fromEnvironment.read(
                        new Names(
                                variable,
                                variable + "_FILE",
                                variableStem() + "_KEYSTORE",
                                variableStem() + Password.FILE_VARIABLE),
                        environment))
                : Optional.empty();
    }

    /** What the four ways are called where they were given. */
    private record Names(String value, String file, String keystore, String passwordFile) {}

    private boolean isGiven() {
        return value != null || file != null || keystore != null || passwordFile != null;
    }

    private SecretOption from(Map<String, String> environment) {
        return new SecretOption(
                name,
                variable,
                environment.get(variable),
                path(environment.get(variable + "_FILE")),
                path(environment.get(variableStem() + "_KEYSTORE")),
                path(environment.get(variableStem() + Password.FILE_VARIABLE)));
    }

    private SecretKey read(Names names, Map<String, String> environment) {
        if (Stream.of(value != null, file != null, keystore != null)
                        .filter(given -> given)
                        .count()
                > 1) {
            throw new UsageError("more than one key is given; use exactly one of %s, %s and %s"
                    .formatted(names.value, names.file, names.keystore));
        }
        if (keystore != null) {
            return decrypted(keystore, KeyFile.readText(keystore), environment);
        }
        if (file != null) {
            return fromFile(file, names, environment);
        }
        if (passwordFile != null) {
            throw new UsageError(names.keystore + " and " + names.passwordFile + " belong together; give both");
        }
        return parsed(names.value);
    }

    /** A key or a keystore: what it is can be seen. */
    private SecretKey fromFile(Path given, Names names, Map<String, String> environment) {
        String text = KeyFile.readText(given);
        if (Keystore.isKeystore(text)) {
            return decrypted(given, text, environment);
        }
        if (passwordFile != null) {
            throw new UsageError("the key file " + given + " is not encrypted; leave out " + names.passwordFile);
        }
        return KeyFile.parse(given, text);
    }

    private SecretKey parsed(String source) {
        try {
            return SecretKey.parse(value == null ? "" : value);
        } catch (IllegalArgumentException e) {
            throw new UsageError("the value of " + source + " is no key: " + e.getMessage(), e);
        }
    }

    private SecretKey decrypted(Path given, String text, Map<String, String> environment) {
        String password = new Password(stem() + "-password-file", variableStem(), passwordFile).of(given, environment);
        try {
            return Keystore.decrypt(text, password);
        } catch (IllegalArgumentException e) {
            throw new UsageError("the keystore " + given + " cannot be used: " + e.getMessage(), e);
        }
    }

    private String stem() {
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private String variableStem() {
        return variable.substring(0, variable.length() - VARIABLE_SUFFIX.length());
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    @Override
    public String toString() {
        return "SecretOption(" + name + ", hidden)";
    }
}
