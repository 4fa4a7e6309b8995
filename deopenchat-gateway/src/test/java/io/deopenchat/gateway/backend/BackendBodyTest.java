package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ModelLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendBodyTest {
    private static final ModelLimits LIMITS = new ModelLimits(77, 0, 0, 0);

    private static String of(InferenceEndpoint endpoint, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new String(BackendBody.of(bytes, InferenceCall.parse(endpoint, bytes), LIMITS), StandardCharsets.UTF_8);
    }

    private static String chat(String body) {
        return of(InferenceEndpoint.CHAT_COMPLETIONS, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\"}|{\"max_tokens\":77,\"model\":\"m\"}",
                "{\"model\":\"m\",\"max_tokens\":null}|{\"model\":\"m\",\"max_tokens\":77}",
                "{\"model\":\"m\",\"max_tokens\":5}|{\"model\":\"m\",\"max_tokens\":5}",
                "{\"model\":\"m\",\"max_completion_tokens\":5}|{\"max_tokens\":5,\"model\":\"m\",\"max_completion_tokens\":5}",
                "{\"model\":\"m\",\"max_completion_tokens\":5,\"max_tokens\":5}"
                        + "|{\"model\":\"m\",\"max_completion_tokens\":5,\"max_tokens\":5}",
            })
    void theLimitThatTheCeilingWasComputedWithIsSaid(String body, String forBackend) {
        assertThat(chat(body)).isEqualTo(forBackend);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",\"max_tokens\":5,\"stream\":true}"
                        + "|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"max_tokens\":5,\"stream\":true}",
                "{\"model\":\"m\",\"max_tokens\":5,\"stream\":true,\"stream_options\":null}"
                        + "|{\"model\":\"m\",\"max_tokens\":5,\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":{\"include_usage\":false,\"chunk_size\":1.5},\"model\":\"m\",\"max_tokens\":5,\"stream\":true}"
                        + "|{\"stream_options\":{\"include_usage\":true,\"chunk_size\":1.5},\"model\":\"m\",\"max_tokens\":5,\"stream\":true}",
            })
    void theUsageOfAStreamIsAskedFor(String body, String forBackend) {
        assertThat(chat(body)).isEqualTo(forBackend);
    }

    @Test
    void whatTheClientAskedForIsLeftAsItIs() {
        String body = "{ \"model\" : \"m\", \"max_tokens\" : 5, \"stream\" : true,"
                + " \"stream_options\" : { \"include_usage\" : true }, \"temperature\" : 0.70, \"seed\" : 1e400 }";

        assertThat(chat(body)).isEqualTo(body);
    }

    @Test
    void embeddingsGoAsTheyCame() {
        String body = "{\"model\":\"m\",\"input\":\"x\",\"stream\":true}";

        assertThat(of(InferenceEndpoint.EMBEDDINGS, body)).isEqualTo(body);
    }
}
