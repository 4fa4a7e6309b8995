package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a scripted backend does with a request. {@link Reply} and {@link EventStream} are the longer ones. */
@FunctionalInterface
public interface Answer {

    List<Step> to(ReceivedRequest request);

    /** A JSON body with its length. */
    static Answer json(int status, String body) {
        return bytes(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON body made from the request. */
    static Answer jsonOf(Function<ReceivedRequest, String> body) {
        return request -> json(200, body.apply(request)).to(request);
    }

    static Answer bytes(int status, String contentType, byte[] body) {
        Map<String, String> headers =
                Map.of("content-type", contentType, "content-length", Integer.toString(body.length));
        return request -> List.of(new Step.Head(status, headers), new Step.Send(Buffer.buffer(body)), new Step.End());
    }

    /** Another answer for each request. */
    static Answer chosen(Function<ReceivedRequest, Answer> choice) {
        return request -> choice.apply(request).to(request);
    }

    /** An OpenAI error object before the first byte of an answer. */
    static Answer error(int status, String message) {
        return json(status, Json.text(errorObject(message)));
    }

    /** One vector for whatever is asked. */
    static Answer embedding(long promptTokens) {
        return json(200, """
                {"object":"list","model":"scripted","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],\
                "usage":{"prompt_tokens":%d,"total_tokens":%d}}""".formatted(promptTokens, promptTokens));
    }

    /** A JSON body of at least {@code bytes} bytes, sent as fast as it is taken. */
    static Answer hugeJson(long bytes) {
        Buffer piece = Buffer.buffer("x".repeat(1 << 16));
        return request -> List.of(
                new Step.Head(200, Map.of("content-type", "application/json")),
                new Step.Send(Buffer.buffer("{\"padding\":\"")),
                new Step.Repeat(piece, Math.ceilDiv(bytes, piece.length())),
                new Step.Send(Buffer.buffer("\"}")),
                new Step.End());
    }

    /** Takes the request and never says a word. */
    static Answer silence() {
        return request -> List.of(new Step.Hang());
    }

    /** Closes the connection instead of answering. */
    static Answer hangUp() {
        return request -> List.of(new Step.Drop());
    }

    /** The same, not begun before the gate is open. */
    default Answer behind(Gate gate) {
        return request -> {
            List<Step> steps = new ArrayList<>(List.of(new Step.WaitAt(gate)));
            steps.addAll(to(request));
            return steps;
        };
    }

    static ObjectNode errorObject(String message) {
        ObjectNode node = Json.object();
        node.putObject("error")
                .put("message", message)
                .put("type", "server_error")
                .putNull("param")
                .putNull("code");
        return node;
    }
}
