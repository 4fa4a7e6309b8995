package io.deopenchat.chaos.processes;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Applications that chat without pause, streamed and whole in turn, each chat under a name of its own and never twice. They ask
 * again as SDKs do; now and then one leaves in the middle of an answer.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LEAVES_ONE_IN = 16;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Heard heard = new Heard();
    private final AtomicLong numbers = new AtomicLong();
    private final List<Thread> callers = new ArrayList<>();
    private final Application application;
    private final Duration pause;
    private volatile boolean going = true;

    /** @param bridge the base URL of the bridge that is there at the moment */
    Load(Supplier<Optional<String>> bridge, int callers) {
        this(bridge, callers, Duration.ZERO);
    }

    /** @param pause of each application after each chat */
    Load(Supplier<Optional<String>> bridge, int callers, Duration pause) {
        this.application = new Application(http, bridge, heard);
        this.pause = pause;
        for (int i = 0; i < callers; i++) {
            this.callers.add(Thread.ofVirtual().name("caller-" + i).start(this::chatOnAndOn));
        }
    }

    Heard heard() {
        return heard;
    }

    /** Chats of which the application has the whole answer. */
    long whole() {
        return heard.count().whole();
    }

    private void chatOnAndOn() {
        while (going) {
            long number = numbers.incrementAndGet();
            if (number % LEAVES_ONE_IN == 0) {
                application.beginsAndLeaves(number);
            } else {
                application.chats(number, () -> going);
            }
            if (pause.isPositive()) {
                LockSupport.parkNanos(pause.toNanos());
            }
        }
    }

    /** Begins no more chats and waits for those that run. */
    void ends() {
        going = false;
        for (Thread caller : callers) {
            try {
                caller.join(PATIENCE);
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
