package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long after a client left the backend learns of it, if it does; what the backend itself says of it counts. */
final class CancellationMeasurement {
    static final String TOLD = "cancellations that reach the backend within 2 s";
    static final String MEDIAN = "cancellation, median";
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final byte[] ASK = Script.ascii("GET " + Script.STATS_PATH + " HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");

    private final Results results;
    private final Caller backend;

    CancellationMeasurement(Targets targets, Results results) {
        this.results = results;
        this.backend = new Caller(targets.stats().getPort());
    }

    void run(Target target, int times) {
        for (Target.Kind kind : new Target.Kind[] {Target.Kind.SILENCE, Target.Kind.ENDLESS}) {
            Samples samples = new Samples();
            for (int i = 0; i < times; i++) {
                long nanos = leave(target, kind);
                if (nanos >= 0) {
                    samples.add(nanos);
                }
            }
            note(target, kind, times, samples);
        }
    }

    private void note(Target target, Target.Kind kind, int times, Samples samples) {
        String when = kind == Target.Kind.SILENCE ? " before the first byte" : " within a stream";
        ObjectNode raw = results.list("cancellation").addObject();
        raw.put("target", target.name().toString())
                .put("kind", kind.name())
                .put("times", times)
                .put("told", samples.count())
                .set("nanos", Results.numbers(samples.toArray()));
        results.add(TOLD + when, target.name(), 100.0 * samples.count() / times, "%");
        if (samples.count() > 0) {
            results.add(MEDIAN + when, target.name(), Samples.quantile(samples.toArray(), 0.5) / 1e6, "ms");
        }
    }

    /** @return nanoseconds until the backend knew, negative if it never did */
    private long leave(Target target, Target.Kind kind) {
        long begun = stat("begun");
        long left = stat("left");
        Caller caller = new Caller(target.port());
        try {
            Requests requests = target.requests(kind);
            caller.send(requests.next(0).bytes(), AnswerReader.Watch.NOBODY);
            if (!becomes("begun", begun + 1)) {
                throw new CannotMeasure("a call to " + target.name() + " does not reach the backend");
            }
            if (kind == Target.Kind.ENDLESS) {
                caller.readMore();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            caller.close();
        }
        long closedAt = System.nanoTime();
        return becomes("left", left + 1) ? Math.max(0, stat("lastLeftAt") - closedAt) : -1;
    }

    private boolean becomes(String name, long atLeast) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (System.nanoTime() < end) {
            if (stat(name) >= atLeast) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return false;
    }

    private long stat(String name) {
        backend.call(ASK, AnswerReader.Watch.NOBODY);
        return Json.parseObject(Script.ascii(backend.answer().end())).path(name).longValue();
    }
}
