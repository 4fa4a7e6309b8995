package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {
    @Test
    void readsHostPortAndPrefix() {
        assertThat(GatewayAddress.parse("https://gw.example/a/b/"))
                .isEqualTo(new GatewayAddress(true, "gw.example", 443, "/a/b", null));
        assertThat(GatewayAddress.parse("http://127.0.0.1:8080"))
                .isEqualTo(new GatewayAddress(false, "127.0.0.1", 8_080, "", null));
        assertThat(GatewayAddress.parse("HTTP://[::1]:80/")).isEqualTo(new GatewayAddress(false, "::1", 80, "", null));
    }

    @Test
    void namesItsAuthority() {
        assertThat(GatewayAddress.parse("http://[::1]:81").authority()).isEqualTo("[::1]:81");
        assertThat(GatewayAddress.parse("https://gw.example").authority()).isEqualTo("gw.example:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gw.example",
                "//gw.example",
                "ftp://gw.example",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "http://",
                "http://user:secret@gw.example",
                "http://gw.example/?key=secret",
                "http://gw.example/#secret",
                "http://gw.example:0",
                "http://gw.example:65536",
                "http://gw.example:x",
                "http://gw.example/a b",
                "http://gw.example/\r\nX: y"
            })
    void refusesWhatIsNoPlainUrl(String endpoint) {
        assertThatThrownBy(() -> GatewayAddress.parse(endpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesAVeryLongEndpoint() {
        assertThatThrownBy(() -> GatewayAddress.parse("http://gw.example/" + "a".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
