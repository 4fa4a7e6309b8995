package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** An application with an SDK: where it has heard nothing of an answer it asks twice more, each time after a longer wait. */
final class Application {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final int MOST_CALLS = 3;

    private final HttpClient http;
    private final Supplier<Optional<String>> bridge;
    private final Heard heard;

    Application(HttpClient http, Supplier<Optional<String>> bridge, Heard heard) {
        this.http = http;
        this.bridge = bridge;
        this.heard = heard;
    }

    /** A chat, each call of it under a name of its own. */
    void chats(long number, BooleanSupplier going) {
        boolean stream = number % 2 == 1;
        Duration wait = FIRST_WAIT;
        Told end = Told.NOTHING;
        for (int call = 1; call <= MOST_CALLS && end == Told.NOTHING && going.getAsBoolean(); call++) {
            if (call > 1) {
                LockSupport.parkNanos(wait.toNanos());
                wait = wait.multipliedBy(2);
            }
            end = calls("chat-%d-%d".formatted(number, call), stream);
        }
        heard.chat(end == Told.WHOLE);
    }

    private Told calls(String name, boolean stream) {
        Optional<String> url = bridge.get();
        if (url.isEmpty()) {
            heard.refused("no bridge there");
            return Told.NOTHING;
        }
        Told end = asks(url.get(), name, stream);
        heard.call(name, end);
        return end;
    }

    private Told asks(String url, String name, boolean stream) {
        AtomicBoolean hasBegun = new AtomicBoolean();
        try {
            return judge(
                    http.send(request(url, name, stream), head -> {
                        hasBegun.set(true);
                        return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
                    }),
                    stream);
        } catch (IOException cut) {
            heard.refused(hasBegun.get() ? "answer cut" : "connection cut before an answer");
            return hasBegun.get() ? Told.BROKEN : Told.NOTHING;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Told.BROKEN;
        }
    }

    /** Waits for the beginning of a long answer and goes away, which a bridge tells its gateway. */
    void beginsAndLeaves(long number) {
        String name = "chat-" + number + CountingBackend.SLOWLY;
        Optional<String> url = bridge.get();
        if (url.isEmpty()) {
            LockSupport.parkNanos(FIRST_WAIT.toNanos());
            return;
        }
        try {
            HttpResponse<InputStream> answer =
                    http.send(request(url.get(), name, true), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                heard.call(name, answer.statusCode() == 200 && body.read() >= 0 ? Told.LEFT : Told.NOTHING);
            }
        } catch (IOException cut) {
            heard.call(name, Told.BROKEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest request(String url, String name, boolean stream) {
        String call =
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"max_tokens\":16,\"stream\":%s}"
                        .formatted(CountingBackend.MODEL, name, stream);
        return HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call))
                .build();
    }

    private Told judge(HttpResponse<String> answer, boolean stream) {
        if (answer.statusCode() != 200) {
            heard.refused(answer.statusCode() + " " + code(answer.body()));
            return Told.NOTHING;
        }
        if (answer.body().contains(stream ? "data: [DONE]" : "\"finish_reason\":\"stop\"")) {
            return Told.WHOLE;
        }
        heard.refused("answer broke off");
        return Told.BROKEN;
    }

    private static String code(String body) {
        try {
            return JSON.readTree(body).path("error").path("code").asText("without a code");
        } catch (JsonProcessingException e) {
            return "without a code";
        }
    }
}
