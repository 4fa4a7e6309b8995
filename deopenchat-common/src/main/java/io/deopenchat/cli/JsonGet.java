package io.deopenchat.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a server for a JSON object, patiently but not for ever. */
public final class JsonGet {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final int MAX_BYTES = 4 * 1_024 * 1_024;

    private JsonGet() {}

    /**
     * @param bearer sent as authorization; null for none
     * @throws IOException if nobody answers, or anything but 200 with a JSON object
     */
    public static ObjectNode of(URI url, @Nullable String bearer) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(TIMEOUT);
        if (bearer != null) {
            request.header("authorization", "Bearer " + bearer);
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException("answered " + answer.statusCode());
                }
                return Json.parseObject(body.readNBytes(MAX_BYTES));
            }
        } catch (RuntimeException malformed) {
            throw new IOException("did not answer with a JSON object", malformed);
        }
    }
}
