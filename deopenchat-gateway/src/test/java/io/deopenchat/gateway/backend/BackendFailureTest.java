package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendFailureTest {
    private static final String BODY =
            "{\"error\":{\"message\":\"context of 8192 tokens exceeded\",\"param\":\"messages\",\"code\":7}}";

    private static ProtocolError answered(int status, String body) {
        return BackendFailure.answered(status, body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 401, 402, 403, 405, 408, 409, 429, 500, 502, 503, 504, 599})
    void whatIsTheProvidersBusinessIsNotTold(int status) {
        ProtocolError error = answered(status, BODY);

        assertThat(error.code()).isEqualTo(ErrorCode.BACKEND_ERROR);
        assertThat(error.message())
                .contains("status " + status)
                .contains("the round is void")
                .doesNotContain("8192");
        assertThat(error.param()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 422})
    void aFaultOfTheRequestIsToldInTheBackendsWords(int status) {
        ProtocolError error = answered(status, BODY);

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.message()).isEqualTo("the backend refused the request: context of 8192 tokens exceeded");
        assertThat(error.param()).isEqualTo("messages");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|status 400",
                "not JSON|status 400",
                "[]|status 400",
                "{}|status 400",
                "{\"error\":7}|status 400",
                "{\"error\":{\"message\":7,\"param\":[]}}|status 400",
                "{\"error\":\"no such model\"}|no such model",
            })
    void whateverTheBackendSaysThereIsAMessage(String body, String message) {
        ProtocolError error = answered(400, body);

        assertThat(error.message()).isEqualTo("the backend refused the request: " + message);
        assertThat(error.param()).isNull();
    }

    @Test
    void longWordsAreCut() {
        String body = "{\"error\":{\"message\":\"" + "x".repeat(10_000) + "\",\"param\":\"" + "p".repeat(101) + "\"}}";

        ProtocolError error = answered(400, body);

        assertThat(error.message()).hasSizeLessThan(BackendFailure.MAX_MESSAGE + 50);
        assertThat(error.param()).isNull();
    }

    @Test
    void timeoutsHaveACodeOfTheirOwn() {
        assertThat(BackendFailure.late("was silent").code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
        assertThat(BackendFailure.broken("answered with an error").code()).isEqualTo(ErrorCode.BACKEND_ERROR);
        assertThat(BackendFailure.unreachable().code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }
}
