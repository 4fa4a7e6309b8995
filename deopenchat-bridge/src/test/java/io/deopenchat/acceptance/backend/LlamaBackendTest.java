package io.deopenchat.acceptance.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaBackendTest {
    private static final String CHAT = """
            {"model":"%s","messages":[{"role":"user","content":"Once upon a time"}],"max_tokens":24%s}""";

    @TempDir
    private Path scratch;

    private @Nullable LlamaBackend backend;

    @AfterEach
    void stop() {
        if (backend != null) {
            backend.close();
        }
    }

    @Test
    void theSameSeedWritesTheSameModel() throws IOException {
        byte[] one = Files.readAllBytes(TinyGguf.write(scratch, 5));
        assertThat(Files.readAllBytes(TinyGguf.write(scratch, 5))).isEqualTo(one);
        assertThat(Files.readAllBytes(TinyGguf.write(scratch, 6))).isNotEqualTo(one);
    }

    @Test
    void randomWeightsAnswerLikeARealModel() throws Exception {
        talk(LlamaBackend.withRandomWeights(scratch));
    }

    @Test
    void theModelAtHandAnswers() throws Exception {
        talk(LlamaBackend.withModelAtHand(scratch));
    }

    @Test
    void theTrainedModelIsTakenWhereItLies() throws Exception {
        LlamaBackend started = start(LlamaBackend.withModelAtHand(scratch));
        boolean trained = LlamaBackend.trainedModel().isPresent();
        assertThat(started.model()).startsWith(trained ? "stories260K" : "random-");
    }

    @Test
    void randomWeightsSayWordsThatTheTokenizerCountsAsTheyWereMade() throws Exception {
        LlamaBackend started = start(LlamaBackend.withRandomWeights(scratch));
        try (TestClient client = new TestClient(started.api())) {
            ObjectNode answer = json(client.post("/chat/completions", CHAT.formatted(started.model(), "")));
            String text = answer.at("/choices/0/message/content").textValue();
            assertThat(text).matches("( [a-z]+){24}");
            assertThat(started.tokensIn(text.strip())).isEqualTo(24);
        }
    }

    @Test
    void refusesWhatItDoesNotServe() throws Exception {
        LlamaBackend started = start(LlamaBackend.withRandomWeights(scratch));
        try (TestClient client = new TestClient(started.api())) {
            assertThat(client.post("/chat/completions", CHAT.formatted("another", ""))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(client.post("/chat/completions", "{").statusCode()).isEqualTo(400);
            assertThat(client.post("/chat/completions", "{\"model\":\"x\"}").statusCode())
                    .isEqualTo(400);
            assertThat(client.post("/embeddings", "{}").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void manyCallersAreAnsweredAtTheSameTime() throws Exception {
        LlamaBackend started = start(LlamaBackend.withModelAtHand(scratch));
        try (TestClient client = new TestClient(started.api())) {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 16)
                    .mapToObj(i -> client.postLater("/chat/completions", CHAT.formatted(started.model(), "")))
                    .toList();
            assertThat(answers.stream()
                            .map(answer -> json(answer.join())
                                    .at("/usage/completion_tokens")
                                    .intValue()))
                    .hasSize(16)
                    .containsOnly(24);
        }
    }

    @Test
    void aCallerThatGoesAwayStopsTheModel() throws Exception {
        LlamaBackend started = start(LlamaBackend.withRandomWeights(scratch));
        try (TestClient client = new TestClient(started.api())) {
            String endless = CHAT.formatted(started.model(), ",\"stream\":true").replace(":24", ":1000000");
            var response = client.open("/chat/completions", endless);
            assertThat(response.body().readNBytes(100)).hasSize(100);
            response.body().close();
            started.awaitAborted(1);
            assertThat(client.post("/chat/completions", CHAT.formatted(started.model(), ""))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private void talk(LlamaBackend started) throws Exception {
        start(started);
        try (TestClient client = new TestClient(started.api())) {
            assertThat(json(client.get("/models")).at("/data/0/id").textValue()).isEqualTo(started.model());
            String text = wholeChat(started, client);
            streamedChat(started, client, text);
            completion(started, client, text);
        }
    }

    private static String wholeChat(LlamaBackend started, TestClient client) throws Exception {
        ObjectNode answer = json(client.post("/chat/completions", CHAT.formatted(started.model(), "")));
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(started.tokensIn("Once upon a time"));
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(24);
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
        assertThat(chatText(answer)).isNotBlank();
        return chatText(answer);
    }

    private static void streamedChat(LlamaBackend started, TestClient client, String expected) throws Exception {
        String asking = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
        List<String> events = events(client.post("/chat/completions", CHAT.formatted(started.model(), asking)));
        assertThat(events).hasSize(24 + 3).last().isEqualTo("[DONE]");
        StringBuilder text = new StringBuilder();
        for (String event : events.subList(0, 24)) {
            text.append(parse(event).at("/choices/0/delta/content").textValue());
        }
        assertThat(text).hasToString(expected);
        assertThat(parse(events.get(24)).at("/choices/0/finish_reason").textValue())
                .isEqualTo("length");
        assertThat(parse(events.get(25)).get("choices")).isEmpty();
        assertThat(parse(events.get(25)).at("/usage/completion_tokens").intValue())
                .isEqualTo(24);
        List<String> unasked =
                events(client.post("/chat/completions", CHAT.formatted(started.model(), ",\"stream\":true")));
        assertThat(unasked).hasSize(24 + 2).noneMatch(event -> event.contains("usage"));
    }

    private static void completion(LlamaBackend started, TestClient client, String expected) throws Exception {
        String body = "{\"model\":\"%s\",\"prompt\":\"Once upon a time\",\"max_tokens\":24,\"n\":2}"
                .formatted(started.model());
        ObjectNode answer = json(client.post("/completions", body));
        assertThat(answer.get("choices")).hasSize(2);
        assertThat(answer.at("/choices/1/text").textValue()).isEqualTo(expected);
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(48);
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(2 * started.tokensIn("Once upon a time"));
    }

    private LlamaBackend start(LlamaBackend started) {
        backend = started;
        return started;
    }

    private static String chatText(ObjectNode answer) {
        return answer.at("/choices/0/message/content").textValue();
    }

    private static List<String> events(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        return List.of(response.body().split("\n\n")).stream()
                .map(event -> event.replaceFirst("^data: ", ""))
                .toList();
    }

    private static ObjectNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return parse(response.body());
    }

    private static ObjectNode parse(String json) {
        return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    }
}
