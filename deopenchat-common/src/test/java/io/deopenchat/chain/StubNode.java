package io.deopenchat.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A node that answers as it is told to, and passes everything else on to a real one. */
final class StubNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final @Nullable String upstream;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    /** What to do with a question, given with all its members. */
    interface Handler {
        Reply answer(JsonNode question, Upstream upstream) throws IOException;
    }

    /** The real node's answer to the same question. */
    interface Upstream {
        Reply ask() throws IOException;
    }

    /** @param body null breaks the connection without an answer */
    record Reply(int status, @Nullable String body) {
        static final Reply BROKEN = new Reply(0, null);

        static Reply result(String json) {
            return new Reply(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}");
        }

        static Reply error(int code, String message) {
            return new Reply(
                    200,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}");
        }

        static Reply error(int code, String message, String data) {
            return new Reply(
                    200,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":" + code + ",\"message\":\"" + message
                            + "\",\"data\":\"" + data + "\"}}");
        }
    }

    StubNode(@Nullable String upstream) {
        this.upstream = upstream;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    StubNode() {
        this(null);
    }

    StubNode on(String method, Handler handler) {
        handlers.put(method, handler);
        return this;
    }

    StubNode on(String method, Reply reply) {
        return on(method, (question, upstream) -> reply);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<JsonNode> asked(String method) {
        return asked.stream()
                .filter(question -> question.path("method").asText().equals(method))
                .toList();
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode question = JSON.readTree(body);
        asked.add(question);
        List<String> authorization = exchange.getRequestHeaders().get("Authorization");
        if (authorization != null) {
            authorizations.addAll(authorization);
        }
        Handler handler =
                handlers.getOrDefault(question.path("method").asText(), (ignored, upstream) -> upstream.ask());
        Reply reply = handler.answer(question, () -> forward(body));
        if (reply.body() != null) {
            byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    /** The real node's answer to another question. */
    Reply forward(JsonNode question) throws IOException {
        return forward(JSON.writeValueAsBytes(question));
    }

    private Reply forward(byte[] body) throws IOException {
        if (upstream == null) {
            return Reply.error(-32_601, "method not found");
        }
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(upstream))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
