package io.deopenchat.gateway.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.cli.UsageError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider says before anything is paid for. */
class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "notaurl", "bad url", "ftp://example.org", "https://", "//example.org", "https:example.org"})
    void whatNoClientCouldReachIsRefused(String endpoint) {
        assertThatThrownBy(() -> Registration.requireEndpoint(endpoint))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("--endpoint '" + endpoint + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://inference.example.org", "http://127.0.0.1:8547", "https://example.org/some/prefix"})
    void urlsAreTaken(String endpoint) {
        assertThatCode(() -> Registration.requireEndpoint(endpoint)).doesNotThrowAnyException();
    }
}
