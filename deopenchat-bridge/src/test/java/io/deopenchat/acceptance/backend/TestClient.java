package io.deopenchat.acceptance.backend;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The simplest caller of a backend, for the tests of the backends themselves. */
final class TestClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;

    TestClient(URI api) {
        this.api = api;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(posting(path, body), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
        return http.sendAsync(posting(path, body), BodyHandlers.ofString());
    }

    /** The body as it comes; closing it closes the connection. */
    HttpResponse<InputStream> open(String path, String body) throws IOException, InterruptedException {
        return http.send(posting(path, body), BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest posting(String path, String body) {
        return request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path)).timeout(TIMEOUT);
    }
}
