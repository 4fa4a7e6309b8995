package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Applications that chat without pause, streamed and whole in turn, each chat under a name of its own and never twice, and note
 * what they were told.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration WITHOUT_BRIDGE = Duration.ofMillis(20);
    /** As an SDK waits, at least, before it asks again. */
    private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<Optional<String>> bridge;
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();
    private final AtomicLong whole = new AtomicLong();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean going = true;

    /** What an application knows of its chat. */
    enum Told {
        /** The whole answer. */
        WHOLE,
        /** A part of it, or an answer that does not end. */
        BROKEN,
        /** An error, or nothing. */
        NOTHING
    }

    /** @param bridge the base URL of the bridge that is there at the moment */
    Load(Supplier<Optional<String>> bridge, int callers) {
        this.bridge = bridge;
        for (int i = 0; i < callers; i++) {
            this.callers.add(Thread.ofVirtual().name("caller-" + i).start(this::chatOnAndOn));
        }
    }

    Map<String, Told> told() {
        return told;
    }

    /** Chats of which the application has the whole answer. */
    long whole() {
        return whole.get();
    }

    private void chatOnAndOn() {
        while (going) {
            Optional<String> url = bridge.get();
            if (url.isPresent()) {
                chat(url.get(), names.incrementAndGet());
            } else {
                LockSupport.parkNanos(WITHOUT_BRIDGE.toNanos());
            }
        }
    }

    private void chat(String url, long number) {
        String name = "chat-" + number;
        Told end = chat(url, name, number % 2 == 0);
        told.put(name, end);
        if (end == Told.WHOLE) {
            whole.incrementAndGet();
        } else {
            LockSupport.parkNanos(AFTER_FAILURE.toNanos());
        }
    }

    private Told chat(String url, String name, boolean stream) {
        String call =
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"max_tokens\":16,\"stream\":%s}"
                        .formatted(CountingBackend.MODEL, name, stream);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return judge(answer, stream);
        } catch (IOException cut) {
            return Told.BROKEN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Told.NOTHING;
        }
    }

    private static Told judge(HttpResponse<String> answer, boolean stream) {
        if (answer.statusCode() != 200) {
            return Told.NOTHING;
        }
        return answer.body().contains(stream ? "data: [DONE]" : "\"finish_reason\":\"stop\"")
                ? Told.WHOLE
                : Told.BROKEN;
    }

    /** Begins no more chats and waits for those that run. */
    void ends() {
        going = false;
        for (Thread caller : callers) {
            try {
                caller.join(PATIENCE.plus(PATIENCE));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        going = false;
        http.shutdownNow();
    }
}
