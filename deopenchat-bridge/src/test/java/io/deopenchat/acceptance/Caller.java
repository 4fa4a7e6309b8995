package io.deopenchat.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An application that notes how far each of its chats came. */
final class Caller {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final String model;

    Caller(String baseUrl, String model) {
        this.url = URI.create(baseUrl + "/chat/completions");
        this.model = model;
    }

    /** How a chat ended. */
    sealed interface End {
        record Whole(String text) implements End {}

        /** It had begun to arrive. */
        record Broken(String text) implements End {}

        record Lost(String why) implements End {}
    }

    End chats(String prompt, boolean stream) {
        ObjectNode call = BridgeActor.chat(model, prompt).put("stream", stream);
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(call)))
                .build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            return read(answer, stream);
        } catch (IOException e) {
            return new End.Lost(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a chat", e);
        }
    }

    private static End read(HttpResponse<InputStream> answer, boolean stream) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = true;
        try (InputStream in = answer.body()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                body.write(next);
            }
        } catch (IOException cut) {
            whole = false;
        }
        String text = body.toString(StandardCharsets.UTF_8);
        if (answer.statusCode() != 200 || text.isEmpty()) {
            return new End.Lost(answer.statusCode() + " " + text);
        }
        return whole && (!stream || text.contains("data: [DONE]")) ? new End.Whole(text) : new End.Broken(text);
    }
}
