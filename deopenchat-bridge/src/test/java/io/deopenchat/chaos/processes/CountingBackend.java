package io.deopenchat.chaos.processes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An OpenAI-compatible server that says how many tokens a chat took by its name alone, and counts how often it was asked. */
final class CountingBackend implements AutoCloseable {
    static final String MODEL = "storyteller";
    private static final String[] STORY = {"Once", " upon", " a", " time"};
    /** Ends the name of a chat whose answer takes its time. */
    static final String SLOWLY = "-slowly";

    private static final long PAUSE_MILLIS = 50;
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpServer server;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    CountingBackend() {
        server = within(vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
    }

    private static <T> T within(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort());
    }

    /** How often it was asked for each chat. */
    Map<String, Integer> calls() {
        return calls;
    }

    /** What the script says a chat takes. */
    static int promptTokens(String chat) {
        return 5 + Math.floorMod(chat.hashCode(), 7);
    }

    static int completionTokens(String chat) {
        return 1 + Math.floorMod(chat.hashCode() / 7, STORY.length);
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            if (Objects.requireNonNullElse(request.path(), "").endsWith("/models")) {
                request.response()
                        .putHeader("content-type", "application/json")
                        .end("{\"object\":\"list\",\"data\":[{\"id\":\"" + MODEL
                                + "\",\"object\":\"model\",\"created\":0,\"owned_by\":\"test\"}]}");
            } else {
                answer(request.response(), body.toJsonObject());
            }
        });
    }

    private void answer(HttpServerResponse response, JsonObject call) {
        String chat = call.getJsonArray("messages").getJsonObject(0).getString("content", "");
        calls.merge(chat, 1, Integer::sum);
        if (Boolean.TRUE.equals(call.getBoolean("stream", false))) {
            stream(response, chat);
        } else {
            whole(response, chat);
        }
    }

    private static void whole(HttpServerResponse response, String chat) {
        response.putHeader("content-type", "application/json")
                .end(
                        "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"%s\",\"choices\":[{\"index\":0,"
                                        .formatted(MODEL)
                                + "\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":\"stop\"}],%s}"
                                        .formatted(String.join("", STORY), usage(chat)));
    }

    private void stream(HttpServerResponse response, String chat) {
        response.putHeader("content-type", "text/event-stream").setChunked(true);
        if (chat.endsWith(SLOWLY)) {
            streamSlowly(response, chat, 0);
            return;
        }
        for (String piece : STORY) {
            tell(response, piece);
        }
        finish(response, chat);
    }

    private void streamSlowly(HttpServerResponse response, String chat, int piece) {
        if (response.closed()) {
            return;
        }
        if (piece == STORY.length) {
            finish(response, chat);
            return;
        }
        tell(response, STORY[piece]);
        vertx.setTimer(PAUSE_MILLIS, passed -> streamSlowly(response, chat, piece + 1));
    }

    private static void tell(HttpServerResponse response, String piece) {
        write(response, "[{\"index\":0,\"delta\":{\"content\":\"" + piece + "\"},\"finish_reason\":null}]", "");
    }

    private static void finish(HttpServerResponse response, String chat) {
        write(response, "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "");
        write(response, "[]", "," + usage(chat));
        response.end("data: [DONE]\n\n");
    }

    private static void write(HttpServerResponse response, String choices, String more) {
        response.write(
                "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"%s\",\"choices\":%s%s}\n\n"
                        .formatted(MODEL, choices, more));
    }

    private static String usage(String chat) {
        int prompt = promptTokens(chat);
        int completion = completionTokens(chat);
        return "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
                .formatted(prompt, completion, prompt + completion);
    }

    @Override
    public void close() {
        within(vertx.close());
    }
}
