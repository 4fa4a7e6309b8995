package io.deopenchat.acceptance.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedBackendTest {
    private static final String PATH = "/chat/completions";
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[]}";
    private static final String STREAM = "{\"model\":\"m\",\"messages\":[],\"stream\":true}";
    private static final String STREAM_WITH_USAGE =
            "{\"model\":\"m\",\"messages\":[],\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

    private final ScriptedBackend backend = ScriptedBackend.serving("m", "n");
    private final TestClient client = new TestClient(backend.api());

    @AfterEach
    void stop() {
        client.close();
        backend.close();
    }

    @Test
    void answersOrdinarilyWithoutAScript() throws Exception {
        ObjectNode answer = parse(client.post(PATH, CHAT).body());
        assertThat(answer.at("/choices/0/message/content").textValue()).isEqualTo("Hello from the script.");
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(5);
        assertThat(client.get("/models").body()).contains("\"m\"", "\"n\"");
        assertThat(client.post("/embeddings", CHAT).body()).contains("\"embedding\":[0.5,-0.25]");
        assertThat(client.post("/completions", CHAT).body()).contains("\"text\":\"Hello from the script.\"");
    }

    @Test
    void recordsEveryRequestToTheByte() throws Exception {
        client.post(PATH, "{ \"model\" : \"ünïcödé\" }");
        assertThat(backend.lastRequest().text()).isEqualTo("{ \"model\" : \"ünïcödé\" }");
        assertThat(backend.lastRequest().path()).isEqualTo("/v1/chat/completions");
        assertThat(backend.lastRequest().header("Content-Type")).contains("application/json");
        assertThat(backend.requests()).hasSize(1);
        assertThat(backend.calls()).isEqualTo(1);
    }

    @Test
    void answersAlsoWhatIsNoJson() throws Exception {
        assertThat(client.post(PATH, "--boundary").statusCode()).isEqualTo(200);
        assertThat(backend.lastRequest().asksForAStream()).isFalse();
    }

    @Test
    void nextAnswersComeInTheirOrderThenRulesThenTheUsualOne() throws Exception {
        backend.answersNext(Answer.error(503, "first"), Answer.error(500, "second"))
                .answersWhere(request -> request.text().contains("special"), Answer.error(404, "rule"))
                .answers(Answer.error(400, "usual"));
        assertThat(client.post(PATH, "{\"special\":1}").statusCode()).isEqualTo(503);
        assertThat(client.post(PATH, CHAT).statusCode()).isEqualTo(500);
        assertThat(client.post(PATH, "{\"special\":1}").statusCode()).isEqualTo(404);
        HttpResponse<String> usual = client.post(PATH, CHAT);
        assertThat(usual.statusCode()).isEqualTo(400);
        assertThat(parse(usual.body()).get("error").fieldNames())
                .toIterable()
                .containsExactly("message", "type", "param", "code");
    }

    @Test
    void usageIsStreamedToThoseWhoAskForIt() throws Exception {
        backend.answers(Reply.saying("a", "b"));
        assertThat(client.post(PATH, STREAM).body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
        List<String> events = events(client.post(PATH, STREAM_WITH_USAGE).body());
        assertThat(events).hasSize(5);
        assertThat(parse(events.get(0)).get("usage").isNull()).isTrue();
        assertThat(parse(events.get(3)).at("/usage/total_tokens").intValue()).isEqualTo(9);
        assertThat(parse(events.get(3)).get("choices")).isEmpty();
        assertThat(events.get(4)).isEqualTo("[DONE]");
    }

    @Test
    void usageCanBeLeftOutOrSentUnasked() throws Exception {
        backend.answers(Reply.saying("a").withoutUsage());
        assertThat(client.post(PATH, STREAM_WITH_USAGE).body()).doesNotContain("usage");
        assertThat(client.post(PATH, CHAT).body()).doesNotContain("usage");
        backend.answers(Reply.saying("a").withUsageUnasked());
        assertThat(client.post(PATH, STREAM).body()).contains("\"total_tokens\":8");
    }

    @Test
    void usageCanRunAlongOnEveryEvent() throws Exception {
        backend.answers(Reply.saying("a", "b", "c").withUsageOnEveryEvent());
        List<String> events = events(client.post(PATH, STREAM).body());
        assertThat(IntStream.range(0, 3)
                        .map(i -> parse(events.get(i))
                                .at("/usage/completion_tokens")
                                .intValue()))
                .containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"prompt_tokens\":-1,\"completion_tokens\":-1}",
                "{\"prompt_tokens\":99999999999999999999}",
                "{\"prompt_tokens\":\"7\"}",
                "[]"
            })
    void usageCanLie(String usage) throws Exception {
        backend.answers(Reply.saying("a").usageAs(usage));
        assertThat(client.post(PATH, CHAT).body()).contains("\"usage\":" + usage);
        assertThat(client.post(PATH, STREAM_WITH_USAGE).body()).contains("\"usage\":" + usage);
    }

    @Test
    void usageCanBeAThousandTimesTooMuch() throws Exception {
        backend.answers(Reply.saying("a", "b").usageTimes(1_000));
        assertThat(client.post(PATH, CHAT).body())
                .contains("\"prompt_tokens\":7000,\"completion_tokens\":2000,\"total_tokens\":9000");
    }

    @Test
    void aStreamPausesWhereTheTestSays() throws Exception {
        Gate gate = Gate.closed();
        backend.answers(Reply.saying("before", "after").pausingAfter(1, gate));
        try (InputStream body = client.open(PATH, STREAM).body()) {
            assertThat(readEvent(body)).contains("before");
            gate.awaitArrivals(1);
            assertThat(body.available()).isZero();
            assertThat(backend.completed()).isZero();
            gate.open();
            assertThat(readEvent(body)).contains("after");
            assertThat(body.readAllBytes())
                    .as("the rest: a reader who leaves earlier aborts the answer")
                    .isNotEmpty();
        }
        backend.awaitCompleted(1);
        assertThat(backend.aborted()).isZero();
    }

    @Test
    void aConnectionDropsInTheMiddleOfAStream() throws Exception {
        backend.answers(EventStream.open().data("{\"a\":1}").drop());
        try (InputStream body = client.open(PATH, STREAM).body()) {
            assertThat(readEvent(body)).isEqualTo("data: {\"a\":1}\n\n");
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(backend.dropped()).isEqualTo(1);
        assertThat(backend.aborted()).isZero();
        assertThat(backend.completed()).isZero();
    }

    @Test
    void aConnectionDropsBeforeTheAnswer() {
        backend.answers(Answer.hangUp());
        assertThatThrownBy(() -> client.post(PATH, CHAT)).isInstanceOf(IOException.class);
        assertThat(backend.opened()).isZero();
    }

    @Test
    void noticesACallerThatLeavesBeforeTheFirstByte() {
        backend.answers(Answer.silence());
        CompletableFuture<HttpResponse<String>> answer = client.postLater(PATH, CHAT);
        backend.awaitCalls(1);
        client.close();
        backend.awaitAborted(1);
        assertThat(answer).failsWithin(Tally.PATIENCE);
        assertThat(backend.opened()).isZero();
    }

    @Test
    void noticesACallerThatLeavesASilentStream() throws Exception {
        backend.answers(EventStream.open().data("{}").hang());
        InputStream body = client.open(PATH, STREAM).body();
        assertThat(readEvent(body)).isEqualTo("data: {}\n\n");
        body.close();
        backend.awaitAborted(1);
        assertThat(backend.completed()).isZero();
    }

    @Test
    void anEndlessStreamEndsWhenItsReaderLeaves() throws Exception {
        backend.answers(EventStream.open().endlessly("{\"more\":true}"));
        InputStream body = client.open(PATH, STREAM).body();
        assertThat(body.readNBytes(1_000_000)).hasSize(1_000_000);
        body.close();
        backend.awaitAborted(1);
    }

    @Test
    void aHugeBodyIsSentToItsEnd() throws Exception {
        backend.answers(Answer.hugeJson(10_000_000));
        assertThat(parse(client.post(PATH, CHAT).body()).get("padding").textValue())
                .hasSizeGreaterThanOrEqualTo(10_000_000);
        backend.awaitCompleted(1);
    }

    @Test
    void linesMayEndInCrlfAndCommentsMayStandBetween() throws Exception {
        backend.answers(Reply.saying("a").withCrlf().withKeepalives());
        assertThat(client.post(PATH, STREAM).body())
                .startsWith(": keepalive\r\n\r\ndata: {")
                .endsWith("data: [DONE]\r\n\r\n");
    }

    @Test
    void bytewiseTextArrivesWhole() throws Exception {
        backend.answers(Reply.saying("ü模型🜁").bytewise());
        assertThat(parse(events(client.post(PATH, STREAM).body()).getFirst())
                        .at("/choices/0/delta/content")
                        .textValue())
                .isEqualTo("ü模型🜁");
    }

    @Test
    void anErrorCanComeInsideTheStream() throws Exception {
        backend.answers(EventStream.open().data("{\"a\":1}").error("out of memory"));
        HttpResponse<String> response = client.post(PATH, STREAM);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("data: {\"error\":{\"message\":\"out of memory\"")
                .doesNotContain("[DONE]");
    }

    @Test
    void answersOnlyWhenAllHaveArrived() {
        Gate gate = Gate.openingForAll(32);
        backend.answers(Reply.saying("together").behind(gate));
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 31)
                .mapToObj(i -> client.postLater(PATH, CHAT))
                .toList();
        gate.awaitArrivals(31);
        assertThat(backend.opened()).isZero();
        assertThat(client.postLater(PATH, CHAT).join().statusCode()).isEqualTo(200);
        assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
        backend.awaitCompleted(32);
    }

    private static List<String> events(String body) {
        return List.of(body.split("\n\n")).stream()
                .map(event -> event.replaceFirst("^data: ", ""))
                .toList();
    }

    private static String readEvent(InputStream body) throws IOException {
        StringBuilder event = new StringBuilder();
        while (!event.toString().endsWith("\n\n")) {
            event.append((char) body.read());
        }
        return event.toString();
    }

    private static ObjectNode parse(String json) {
        return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    }
}
