package io.deopenchat.acceptance;

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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A way to a node that counts what is asked on it: calls by method, and the bytes of questions and answers. */
final class CountedNode implements AutoCloseable {
    private static final Pattern METHOD = Pattern.compile("\"method\":\"(\\w+)\"");

    private final URI node;
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final Map<String, Traffic> traffic = new TreeMap<>();

    /** @param bytes of bodies, both ways */
    record Traffic(int calls, long bytes) {
        Traffic plus(Traffic more) {
            return new Traffic(calls + more.calls, bytes + more.bytes);
        }

        Traffic minus(Traffic less) {
            return new Traffic(calls - less.calls, bytes - less.bytes);
        }
    }

    CountedNode(String node) {
        this.node = URI.create(node);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** So far, by method. */
    synchronized Map<String, Traffic> traffic() {
        return new TreeMap<>(traffic);
    }

    synchronized Traffic of(String method) {
        return traffic.getOrDefault(method, new Traffic(0, 0));
    }

    Traffic all() {
        return traffic().values().stream().reduce(new Traffic(0, 0), Traffic::plus);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] question = exchange.getRequestBody().readAllBytes();
            byte[] answer = answerTo(question);
            count(methodOf(question), new Traffic(1, question.length + answer.length));
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private byte[] answerTo(byte[] question) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(node)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String methodOf(byte[] question) {
        Matcher matcher = METHOD.matcher(new String(question, StandardCharsets.UTF_8));
        return matcher.find() ? matcher.group(1) : "none";
    }

    private synchronized void count(String method, Traffic more) {
        traffic.merge(method, more, Traffic::plus);
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
