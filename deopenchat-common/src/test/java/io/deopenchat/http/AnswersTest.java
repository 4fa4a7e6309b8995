package io.deopenchat.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class AnswersTest {
    private static final Duration START = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        Await.within(START, vertx.close(), "closing");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorHasTheShapeThatOpenAiClientsRead(ErrorCode code) throws IOException {
        RawClient.Answer answer = answerOf(request -> Answers.error(request.response(), ProtocolError.of(code, "why")));

        assertThat(answer.status()).isEqualTo(code.status());
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        ObjectNode body = Json.parseObject(answer.body().getBytes());
        assertThat(body.properties()).hasSize(1);
        assertThat(body.path("error").path("message").textValue()).isEqualTo("why");
        assertThat(body.path("error").path("type").textValue()).isEqualTo(code.type());
        assertThat(body.path("error").path("code").textValue()).isEqualTo(code.code());
        assertThat(body.path("error").path("param").isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void onlyWantOfCapacityIsWorthTryingAgain(ErrorCode code) throws IOException {
        RawClient.Answer answer = answerOf(request -> Answers.error(request.response(), ProtocolError.of(code, "why")));

        if (code.status() == 429) {
            assertThat(answer.headers()).containsEntry("retry-after", "1").doesNotContainKey("x-should-retry");
        } else {
            assertThat(answer.headers())
                    .containsEntry("x-should-retry", "false")
                    .doesNotContainKey("retry-after");
        }
    }

    @Test
    void theNumbersThatHelpStandBesideTheError() throws IOException {
        RawClient.Answer answer = answerOf(request -> Answers.error(
                request.response(),
                new ProtocolError(
                        ErrorCode.INSUFFICIENT_ESCROW,
                        "why",
                        "model",
                        Json.object().put("requiredEscrow", "12"))));

        ObjectNode body = Json.parseObject(answer.body().getBytes());
        assertThat(body.path("error").path("param").textValue()).isEqualTo("model");
        assertThat(body.path("deopenchat").path("requiredEscrow").textValue()).isEqualTo("12");
    }

    @Test
    void anAnswerThatBeganIsLeftAlone() throws IOException {
        CompletableFuture<Void> late = new CompletableFuture<>();
        RawClient.Answer answer = answerOf(request -> {
            Answers.json(request.response(), Json.object().put("first", true));
            Answers.error(request.response(), ProtocolError.of(ErrorCode.INTERNAL_ERROR, "second"));
            Answers.json(request.response(), Json.object().put("third", true));
            late.complete(null);
        });

        late.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"first\":true}");
    }

    @Test
    void whatBrokeIsNotTold() throws IOException {
        RawClient.Answer answer = answerOf(
                request -> Answers.unexpected(request.response(), new IllegalStateException("the key is 0xabc")));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("internal_error").doesNotContain("0xabc");
    }

    @Test
    void workThatThrowsOnItsOwnThreadIsAnsweredAndNamed() throws IOException {
        RequestThread threads = new RequestThread("gw");
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        RawClient.Answer answer = answerOf(request -> threads.run(request, () -> {
            ran.complete(Thread.currentThread());
            throw new IllegalStateException("secret");
        }));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("secret");
        assertThat(answer.headers().get("x-request-id")).startsWith("gw-");
        assertThat(ran.join().isVirtual()).isTrue();
        assertThat(ran.join().getName()).isEqualTo("request-" + answer.headers().get("x-request-id"));
    }

    private RawClient.Answer answerOf(Consumer<HttpServerRequest> handler) throws IOException {
        HttpServer server = vertx.createHttpServer().requestHandler(handler::accept);
        int port =
                Await.within(START, server.listen(0, "127.0.0.1"), "listening").actualPort();
        try (RawClient client = new RawClient(port)) {
            return client.send("GET / HTTP/1.1\r\nhost: gateway\r\n\r\n").answer();
        }
    }
}
