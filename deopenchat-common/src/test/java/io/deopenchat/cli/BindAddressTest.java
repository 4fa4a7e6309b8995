package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8080",
                ":8080",
                "host:",
                "host:65536",
                "host:-1",
                "::1:80",
                "[::1]",
                "[host]:80",
                "a b:80",
                "host:80/x"
            })
    void refusesWhatIsNoHostAndPort(String text) {
        assertThatThrownBy(() -> BindAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsHostAndPort() {
        assertThat(BindAddress.parse("127.0.0.1:8080")).isEqualTo(new BindAddress("127.0.0.1", 8_080));
        assertThat(BindAddress.parse("gateway.example:443")).isEqualTo(new BindAddress("gateway.example", 443));
        assertThat(BindAddress.parse("[::1]:0"))
                .isEqualTo(new BindAddress("::1", 0))
                .hasToString("[::1]:0");
        assertThat(new BindAddress("127.0.0.1", 0)).hasToString("127.0.0.1:0");
    }
}
