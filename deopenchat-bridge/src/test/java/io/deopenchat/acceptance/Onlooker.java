package io.deopenchat.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.deopenchat.protocol.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Whoever ends TLS before a gateway: hands calls on and answers back, keeps every byte of both, and may change answers to
 * signed calls.
 */
final class Onlooker implements AutoCloseable {
    private static final Set<String> OF_CONNECTIONS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final int gateway;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile UnaryOperator<byte[]> tampering = UnaryOperator.identity();
    private volatile UnaryOperator<String> renaming = UnaryOperator.identity();

    Onlooker(int gateway) {
        this.gateway = gateway;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::carry);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers to signed calls arrive otherwise from now on. */
    void changesAnswers(UnaryOperator<byte[]> how) {
        tampering = how;
    }

    /** Tells whoever asks that requests are sealed to this key. */
    void namesAnotherKey(String key) {
        renaming = text -> text.replaceAll("\"key\":\"0x[0-9a-f]{64}\"", "\"key\":\"" + key + "\"");
    }

    /** How often a round was asked for once more: its answer was not believed. */
    int fetches() {
        return fetches.get();
    }

    /** All that passed, in both directions, and what is spelled in base64 once more as it is meant. */
    synchronized byte[] seen() {
        return seen.toByteArray();
    }

    private synchronized void sees(byte[] bytes) {
        seen.writeBytes(bytes);
        seen.write('\n');
    }

    private void sees(Map<String, List<String>> headers) {
        headers.values().stream().flatMap(List::stream).forEach(value -> {
            sees(value.getBytes(StandardCharsets.UTF_8));
            if (value.matches("[A-Za-z0-9_-]{16,}")) {
                sees(Base64.getUrlDecoder().decode(value));
            }
        });
    }

    private void carry(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().startsWith(Headers.ROUNDS_PATH)) {
            fetches.incrementAndGet();
        }
        try (exchange) {
            HttpResponse<byte[]> answer = client.send(request(exchange), HttpResponse.BodyHandlers.ofByteArray());
            sees(answer.headers().map());
            sees(answer.body());
            boolean isRound = exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().getPath().startsWith("/v1/");
            byte[] body = isRound ? tampering.apply(answer.body()) : renamed(answer.body());
            answer.headers().map().forEach((name, values) -> {
                if (isPassedOn(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] renamed(byte[] told) {
        String text = new String(told, StandardCharsets.ISO_8859_1);
        return renaming.apply(text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        sees(exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8));
        sees(exchange.getRequestHeaders());
        sees(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isPassedOn(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static boolean isPassedOn(String header) {
        return !OF_CONNECTIONS.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
