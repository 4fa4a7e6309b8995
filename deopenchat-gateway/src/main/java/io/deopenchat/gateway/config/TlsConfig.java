package io.deopenchat.gateway.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The certificate of the gateway.
 *
 * @param certificate PEM: the certificate, then those that lead to a root
 * @param key PEM: its private key (PKCS#8)
 */
public record TlsConfig(Path certificate, Path key) {
    public TlsConfig {
        requireReadable("--tls-certificate", certificate);
        requireReadable("--tls-key", key);
    }

    private static void requireReadable(String option, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(option + ": " + file + " cannot be read");
        }
    }
}
