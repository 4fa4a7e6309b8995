package io.deopenchat.bridge.application;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What an application shows to be served, as the API key of an OpenAI client.
 *
 * @param name by which budgets and figures know the application
 * @param secret the key itself
 */
public record ApplicationKey(String name, String secret, Instant madeAt) {
    static final String PREFIX = "dk-";
    private static final int SECRET_BYTES = 24;
    private static final String NAME_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public ApplicationKey {
        if (!name.matches(NAME_FORM)) {
            throw new IllegalArgumentException(
                    "the name of an application must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a"
                            + " letter or digit");
        }
        if (secret.length() < 16 || !secret.chars().allMatch(letter -> letter > ' ' && letter <= '~')) {
            throw new IllegalArgumentException("an application key must be at least 16 visible ASCII characters");
        }
    }

    static ApplicationKey generate(String name, Instant now) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new ApplicationKey(name, PREFIX + HexFormat.of().formatHex(secret), now);
    }

    /** In a time that does not tell how much of it is right. */
    boolean is(String given) {
        return MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ApplicationKey[" + name + "]";
    }
}
