package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.protocol.Json;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Many applications that ask for a stream at the same time, of a bridge whose budget may not cover them all. */
final class Crowd {
    private final Http http = new Http();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<CompletableFuture<Void>> callers;

    private Crowd(String baseUrl, String model, int size) {
        String call = Json.text(BridgeActor.chat(model, "all at once").put("stream", true));
        callers = IntStream.range(0, size)
                .mapToObj(caller -> CompletableFuture.runAsync(
                        () -> call(baseUrl + "/chat/completions", call),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
    }

    static Crowd calls(String baseUrl, String model, int size) {
        return new Crowd(baseUrl, model, size);
    }

    private void call(String url, String body) {
        try {
            Http.Answer answer = http.postJson(url, body);
            if (answer.status() == 200) {
                answered.incrementAndGet();
            } else {
                assertThat(answer.errorCode()).as(answer.text()).isEqualTo("budget_exceeded");
                refused.incrementAndGet();
            }
        } catch (UncheckedIOException killed) {
            // whoever it waited for is gone
        }
    }

    int answered() {
        return answered.get();
    }

    int refused() {
        return refused.get();
    }

    /** Waits until everybody was answered or has nobody to wait for; fails if one heard what it should not. */
    void isGone() {
        callers.forEach(CompletableFuture::join);
    }
}
