package io.deopenchat.gateway.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** An answer of an admin port. */
record Scraped(int status, String contentType, String body) {
    private static final Duration SOON = Duration.ofSeconds(20);

    static Scraped get(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(SOON)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Scraped(
                    answer.statusCode(),
                    answer.headers().firstValue("content-type").orElse(""),
                    answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Names of the samples, without labels. */
    Set<String> names() {
        return body.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The value of one sample, as it is written. */
    String value(String sample) {
        return body.lines()
                .filter(line -> line.startsWith(sample + " "))
                .map(line -> line.substring(sample.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample " + sample + " in\n" + body));
    }
}
