package io.deopenchat.http;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One frame of an event stream, cut out of pieces of a size. Run by {@code scripts/bench --only inner}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SseFramerBenchmark {
    private static final int FRAMES = 128;
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final String FRAME =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}]}\n\n";

    @Param({"100", "1460", "65536"})
    public int pieceBytes = 100;

    private Buffer[] pieces = {};

    @Setup
    public void cut() {
        Buffer whole = Buffer.buffer(FRAME.repeat(FRAMES));
        pieces = new Buffer[(whole.length() + pieceBytes - 1) / pieceBytes];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = whole.getBuffer(i * pieceBytes, Math.min(whole.length(), (i + 1) * pieceBytes));
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int frames() {
        SseFramer framer = new SseFramer(MAX_FRAME_BYTES);
        int frames = 0;
        for (Buffer piece : pieces) {
            frames += framer.feed(piece).size();
        }
        return frames;
    }
}
