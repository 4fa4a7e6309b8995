package io.deopenchat.gateway.config;

import java.nio.file.Path;

/**
 * How sealed requests are opened.
 *
 * @param keys file with the secret keys, newest first; looked at for changes
 * @param perClient whether each client gets a key of its own
 */
public record SealingConfig(Path keys, boolean perClient) {}
