package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendConfigTest {
    private static BackendConfig of(String url) {
        return BackendConfig.of(URI.create(url), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "host:8080", "/v1", "http:///v1", "file:///etc/passwd", "mailto:a@b"})
    void refusesWhatIsNoHttpAddress(String url) {
        assertThatThrownBy(() -> of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http or https URL");
    }

    @ParameterizedTest
    @CsvSource({
        "http://host:1, /v1/chat/completions",
        "http://host:1/, /v1/chat/completions",
        "http://host:1/v1, /v1/chat/completions",
        "http://host:1/v1/, /v1/chat/completions",
        "http://host:1/openai, /openai/v1/chat/completions",
        "http://host:1/openai/v1///, /openai/v1/chat/completions",
        "http://host:1/apiv1, /apiv1/v1/chat/completions",
    })
    void takesTheAddressWithAndWithoutItsVersion(String url, String path) {
        assertThat(of(url).path("/v1/chat/completions")).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"http://host, 80, false", "https://host, 443, true", "https://host:8443, 8443, true"})
    void knowsThePorts(String url, int port, boolean secure) {
        assertThat(of(url).port()).isEqualTo(port);
        assertThat(of(url).isSecure()).isEqualTo(secure);
    }

    @Test
    void neverPrintsItsKey() {
        BackendConfig config = BackendConfig.of(URI.create("http://host"), "sk-secret");

        assertThat(config.toString()).contains("http://host").doesNotContain("secret");
        assertThat(config.bearer()).contains("Bearer sk-secret");
        assertThat(of("http://host").bearer()).isEmpty();
    }
}
