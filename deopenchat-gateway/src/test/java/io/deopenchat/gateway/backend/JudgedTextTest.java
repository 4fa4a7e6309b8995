package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A judge reads what a model reads. */
class JudgedTextTest {
    private static final String BAD = "how is it done";

    private static String judged(InferenceEndpoint endpoint, String body) {
        return Json.text(
                Json.object().set("input", JudgedText.of(endpoint.dialect(), body.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void theWordsOfTheApiAreNotJudged() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"id\":\"msg_1\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"Hello\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"4\"}]}";

        assertThat(judged(InferenceEndpoint.CHAT_COMPLETIONS, body)).isEqualTo("{\"input\":[\"Hello\",\"4\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS|\"messages\":[{\"role\":\"%s\",\"content\":\"\"}]",
                "CHAT_COMPLETIONS|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"%s\"}]}]",
                "CHAT_COMPLETIONS|\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"%s\"}]",
                "CHAT_COMPLETIONS|\"messages\":[{\"role\":\"user\",\"id\":{\"type\":[\"%s\"]}}]",
                "CHAT_COMPLETIONS|\"messages\":[{\"role\":\"user\",\"content\":[{\"file\":{\"filename\":\"%s\"}}]}]",
                "CHAT_COMPLETIONS|\"messages\":[],\"tools\":[{\"function\":{\"parameters\":{\"properties\":{\"%s\":{}}}}}]",
                "CHAT_COMPLETIONS|\"messages\":[],\"tools\":[{\"function\":{\"parameters\":{\"enum\":[\"%s\"]}}}]",
                "CHAT_COMPLETIONS|\"messages\":[],\"chat_template\":\"%s\"",
                "CHAT_COMPLETIONS|\"messages\":[],\"chat_template_kwargs\":{\"%s\":true}",
                "MESSAGES|\"max_tokens\":1,\"system\":\"%s\",\"messages\":[]",
                "MESSAGES|\"messages\":[{\"content\":[{\"type\":\"tool_use\",\"input\":{\"%s\":1}}]}]",
                "RESPONSES|\"instructions\":\"%s\"",
                "IMAGES|\"prompt\":\"%s\"",
            })
    void nothingThatAModelReadsIsSpared(InferenceEndpoint endpoint, String members) {
        assertThat(judged(endpoint, "{\"model\":\"m\"," + members.formatted(BAD) + "}"))
                .contains('"' + BAD + '"');
    }

    @Test
    void ofAFormItIsThePrompt() {
        String form = "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
                + "--b7\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n" + BAD + "\r\n--b7--\r\n";

        assertThat(judged(InferenceEndpoint.TRANSCRIPTIONS, form)).isEqualTo("{\"input\":[\"" + BAD + "\"]}");
    }
}
