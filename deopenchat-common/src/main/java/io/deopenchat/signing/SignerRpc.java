package io.deopenchat.signing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON-RPC over HTTP with a program that holds a key. Every failure is a {@link SigningFailed}. */
final class SignerRpc implements AutoCloseable {
    static final int MAX_CALLS = 64;
    static final int MAX_ANSWER_BYTES = 64 * 1_024;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int OK = 200;
    private static final int MAX_REASON_LENGTH = 200;
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^\\x20-\\x7e]");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final Duration timeout;
    private final Semaphore places = new Semaphore(MAX_CALLS);
    private final HttpClient http;

    /**
     * @param timeout of a whole call, the wait for a place among {@link #MAX_CALLS} not included
     * @throws IllegalArgumentException unless the URL is one of this machine, or one with HTTPS
     */
    SignerRpc(String url, Duration timeout) {
        this.url = parsed(url);
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Who can put himself between asks for signatures of his own: so in clear on this machine only. */
    private static URI parsed(String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            // without the cause: its message repeats the URL
            throw new IllegalArgumentException("it is no URL; expected http://127.0.0.1:PORT");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "expected http://127.0.0.1:PORT, or https://HOST without user and password");
        }
        if (!"https".equalsIgnoreCase(url.getScheme())
                && !("http".equalsIgnoreCase(url.getScheme()) && LOOPBACK.contains(url.getHost()))) {
            throw new IllegalArgumentException(
                    "a signer is asked over http on this machine only (127.0.0.1), or over https anywhere");
        }
        return url;
    }

    /** Host and port: a path may be a secret. */
    String name() {
        return "the signer at " + url.getHost() + (url.getPort() == -1 ? "" : ":" + url.getPort());
    }

    /** Waits for the result, within the bound. */
    JsonNode ask(String method, JsonNode... parameters) {
        try {
            if (!places.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed(method, "it has " + MAX_CALLS + " calls to answer already");
            }
            try {
                return result(method, answered(method, request(method, parameters)));
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(method, "interrupted");
        }
    }

    private HttpRequest request(String method, JsonNode... parameters) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("jsonrpc", "2.0").put("id", 1).put("method", method);
        ArrayNode list = body.putArray("params");
        for (JsonNode parameter : parameters) {
            list.add(parameter);
        }
        return HttpRequest.newBuilder(url)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpResponse<byte[]> answered(String method, HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failed(method, "no answer within " + timeout.toSeconds() + " s; it must sign without asking anybody");
        } catch (ExecutionException e) {
            throw new SigningFailed(sentence(method, reason(e.getCause())), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        return switch (failure) {
            case ConnectException _, HttpConnectTimeoutException _ -> "no connection; check that it runs, and its URL";
            case IOException e
            when String.valueOf(e.getMessage()).contains("exceeds capacity") -> "its answer is too long";
            case null, default -> "the connection broke";
        };
    }

    private JsonNode result(String method, HttpResponse<byte[]> response) {
        JsonNode answer;
        try {
            answer = JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw failed(method, "HTTP status " + response.statusCode() + " and no JSON");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are always read", e);
        }
        if (answer.hasNonNull("error")) {
            JsonNode error = answer.get("error");
            throw failed(
                    method,
                    "refused: " + printable(error.path("message").asText("")) + " (code "
                            + error.path("code").asLong() + ")");
        }
        if (response.statusCode() != OK || !answer.hasNonNull("result")) {
            throw failed(method, "HTTP status " + response.statusCode() + " and no result");
        }
        return answer.get("result");
    }

    SigningFailed failed(String method, String reason) {
        return new SigningFailed(sentence(method, reason), null);
    }

    private String sentence(String method, String reason) {
        return name() + " did not do " + method + ": " + reason;
    }

    private static String printable(String text) {
        String printable = NOT_PRINTABLE.matcher(text).replaceAll("?");
        return printable.length() <= MAX_REASON_LENGTH ? printable : printable.substring(0, MAX_REASON_LENGTH) + "..";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
