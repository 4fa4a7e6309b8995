package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordTest {
    private static final Path KEYSTORE = Path.of("client.json");
    private final Password password = new Password("--password-file", "DEOPENCHAT_CLIENT", null);

    @Test
    void aNewKeystoreNeedsOne() {
        assertThatThrownBy(() -> password.ofNew(KEYSTORE, Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessage("a keystore needs a password (--plain writes a key without one), and no password is given:"
                        + " use --password-file FILE, or the environment variable DEOPENCHAT_CLIENT_PASSWORD");
    }

    @Test
    void aNewKeystoreGetsNoEmptyOne() {
        assertThatThrownBy(() -> password.ofNew(KEYSTORE, Map.of("DEOPENCHAT_CLIENT_PASSWORD", "")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("the password is empty");
    }

    @Test
    void isTakenFromTheEnvironmentAsItStandsThere() {
        assertThat(password.ofNew(KEYSTORE, Map.of("DEOPENCHAT_CLIENT_PASSWORD", " two words ")))
                .isEqualTo(" two words ");
    }

    @Test
    void isNotPrinted() {
        assertThat(password.toString()).isEqualTo("Password(--password-file)");
    }
}
