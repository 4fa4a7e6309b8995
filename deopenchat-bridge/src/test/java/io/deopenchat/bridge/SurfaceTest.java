package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.money.Usage;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family of calls but chats, between an application and a gateway. */
class SurfaceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String MODEL = "\"model\":\"" + Parties.MODEL + "\"";
    private static final String FORM = "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + Parties.MODEL
            + "\r\n--b7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
            + "Content-Type: audio/wav\r\n\r\nRIFF\u0000\u0001\r\n--b7--\r\n";
    private static final String FORM_TYPE = "multipart/form-data; boundary=b7";

    private final FakeGateway gateway = new FakeGateway();
    private final RunningBridge bridge;
    private final HttpClient http = HttpClient.newHttpClient();

    SurfaceTest(@TempDir Path directory) {
        bridge = new RunningBridge(directory.resolve("state"), new Registry(gateway.endpoint()));
    }

    @AfterEach
    void stop() {
        http.close();
        bridge.close();
        gateway.close();
        assertThat(gateway.misuses()).isEmpty();
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private HttpResponse<String> post(String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bridge.port() + path))
                .header("content-type", contentType)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("no answer of the bridge", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private HttpResponse<String> form(String path) {
        return post(path, FORM_TYPE, FORM, "authorization", "Bearer any");
    }

    private Round only() {
        return bridge.rounds().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/responses|response.output_text.delta|{\"type\":\"response.output_text.delta\",\"delta\":\"Hello there\"}"
                        + "|response.completed|{\"type\":\"response.completed\",\"response\":{\"usage\":null}}",
                "/messages|content_block_delta|{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Hello there\"}}"
                        + "|message_stop|{\"type\":\"message_stop\"}"
            })
    void namedEventsPassAndTheirTextsBoundTheReceipt(
            String path, String name, String text, String lastName, String last) {
        String log = event(name, text) + event(lastName, last);
        gateway.answers(
                Script.streamed(event(name, text), event(lastName, last)).costing(new Usage(7, 11 + 16)));

        HttpResponse<String> answer = bridge.post(path, "{" + MODEL + ",\"stream\":true,\"max_tokens\":1000}");

        assertThat(answer.body()).isEqualTo(log);
        bridge.awaitState(1, RoundState.CONFIRMED);
    }

    @Test
    void aReceiptAboveTheTextOfNamedEventsIsDisputed() {
        gateway.answers(Script.streamed(
                        event("content_block_delta", "{\"delta\":{\"text\":\"Hello there\"}}"),
                        event("message_stop", "{\"type\":\"message_stop\"}"))
                .costing(new Usage(7, 11 + 17)));

        bridge.post("/v1/messages", "{" + MODEL + ",\"stream\":true,\"max_tokens\":1000}");

        bridge.awaitState(1, RoundState.DISPUTED);
    }

    @Test
    void aStreamThatStaysOpenBehindItsLastEventIsOverForTheApplication() {
        gateway.answers(Script.streamed(event("message_stop", "{\"type\":\"message_stop\"}"))
                .costing(new Usage(1, 0))
                .ending(Script.End.WAIT_FOR_CANCEL));

        assertThat(bridge.post("/v1/messages", "{" + MODEL + ",\"stream\":true,\"max_tokens\":10}")
                        .body())
                .endsWith("{\"type\":\"message_stop\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/audio/transcriptions", "/audio/translations"})
    void aFormReachesTheGatewayAsItIs(String path) {
        gateway.answers(Script.whole("text/plain; charset=utf-8", "Hello there").costing(new Usage(7, 27)));

        HttpResponse<String> answer = form(path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Hello there");
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(only().terms().call().mediaParts()).isEqualTo(1);
    }

    @Test
    void aTranscriptIsBoundedByItsText() {
        gateway.answers(Script.whole("text/plain", "Hello there").costing(new Usage(7, 28)));

        form("/v1/audio/transcriptions");

        bridge.awaitState(1, RoundState.DISPUTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no credentials|x-nothing|here|403",
                "what a form with a user in its address sends|authorization|Basic YTpi|403",
                "another page|origin|http://evil.example|403",
                "no page|authorization|bearer any|200"
            })
    void aFormThatAPageCouldSendIsRefused(String who, String header, String value, int status) {
        gateway.answers(Script.whole("application/json", "{\"text\":\"Hello there\"}"));

        HttpResponse<String> answer = post("/v1/audio/transcriptions", FORM_TYPE, FORM, header, value);

        assertThat(answer.statusCode()).as(who).isEqualTo(status);
        assertThat(gateway.requests()).hasSize(status == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multipart/form-data; boundary=b8|400",
                "multipart/form-data|400",
                "application/json|415",
                "text/plain|415"
            })
    void aFormIsWhatItsHeaderSays(String contentType, int status) {
        assertThat(post("/v1/audio/transcriptions", contentType, FORM, "authorization", "Bearer any")
                        .statusCode())
                .isEqualTo(status);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void otherCallsTakeNoForm() {
        assertThat(post("/v1/chat/completions", FORM_TYPE, FORM, "authorization", "Bearer any")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aSoundComesAsItIsAndOwesNoTokensForItself() {
        String sound = "ID3\u0000\u0001\u0002 data: [DONE]\n\n";
        gateway.answers(Script.whole("audio/mpeg", sound).costing(new Usage(7, 16)));

        HttpResponse<String> answer = bridge.post("/v1/audio/speech", "{" + MODEL + ",\"input\":\"Hi\"}");

        assertThat(answer.body()).isEqualTo(sound);
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
        bridge.awaitState(1, RoundState.CONFIRMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/v1/audio/speech|audio/mpeg|xxx", "/v1/images/generations|application/json|{\"data\":[]}"})
    void mediaBilledBeyondWhatNeedsNoTextIsDisputed(String path, String type, String body) {
        gateway.answers(Script.whole(type, body).costing(new Usage(7, 17)));

        bridge.post(path, "{" + MODEL + "}");

        bridge.awaitState(1, RoundState.DISPUTED);
    }

    @Test
    void aCountThatIsBilledByTheTokenIsDisputed() {
        gateway.answers(Script.whole("application/json", "{\"input_tokens\":7}").costing(new Usage(7, 0)));

        bridge.post("/v1/messages/count_tokens", "{" + MODEL + "}");

        bridge.awaitState(1, RoundState.DISPUTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"previous_response_id", "conversation"})
    void whatNeedsMemoryIsRefusedByNameAndSignedByNobody(String member) {
        HttpResponse<String> answer = bridge.post("/v1/responses", "{" + MODEL + ",\"" + member + "\":\"x\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8))
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("unsupported_parameter");
        assertThat(answer.body()).contains("\"param\":\"" + member + "\"");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void aRefusedMessageHasTheShapeThatItsClientsKnow() {
        gateway.answers(Script.refusing(ErrorCode.CAPACITY_EXCEEDED));

        assertThat(bridge.post("/v1/messages", "{" + MODEL + ",\"max_tokens\":10}")
                        .body())
                .startsWith("{\"type\":\"error\",\"error\":{");
        assertThat(bridge.post("/v1/messages", "{" + MODEL + "}").body())
                .startsWith("{\"type\":\"error\",\"error\":{")
                .contains("max_tokens");
    }
}
