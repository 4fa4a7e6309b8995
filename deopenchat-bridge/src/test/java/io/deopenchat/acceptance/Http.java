package io.deopenchat.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Plain HTTP, as any application speaks it. */
final class Http {
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    record Answer(int status, HttpResponse<byte[]> raw) {
        byte[] body() {
            return raw.body();
        }

        String text() {
            return new String(raw.body(), java.nio.charset.StandardCharsets.UTF_8);
        }

        ObjectNode json() {
            return Json.parseObject(raw.body());
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        /** {@code error.code} of an OpenAI error object. */
        String errorCode() {
            return json().path("error").path("code").asText();
        }
    }

    /** Leaves no connection open. */
    void hangUp() {
        client.shutdownNow();
    }

    /** @param headers name, value, name, value.. */
    Answer send(String method, String url, byte[] body, List<String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(AT_MOST)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while calling " + url, e);
        }
    }

    Answer get(String url) {
        return send("GET", url, new byte[0], List.of());
    }

    Answer postJson(String url, String json) {
        return send(
                "POST",
                url,
                json.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                List.of("content-type", "application/json"));
    }
}
