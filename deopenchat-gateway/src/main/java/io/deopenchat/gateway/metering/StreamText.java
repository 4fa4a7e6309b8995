package io.deopenchat.gateway.metering;

import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.openai.DeliveredText;
import io.deopenchat.openai.Dialect;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;

/** The texts that the events of a byte log delivered, each by itself. */
final class StreamText {
    private static final int STEP_BYTES = 8 * 1_024;

    private StreamText() {}

    /** How many bytes they have in UTF-8, or any number from {@code enough} up: then the rest need not be read. */
    static long bytesUpTo(long enough, Dialect dialect, byte[] log) {
        SseFramer framer = new SseFramer(Integer.MAX_VALUE);
        Buffer whole = ArrayBuffer.of(log);
        long bytes = 0;
        for (int at = 0; at < log.length && bytes < enough; at += STEP_BYTES) {
            Buffer step = whole.slice(at, Math.min(log.length, at + STEP_BYTES));
            bytes += texts(dialect, framer.feed(step))
                    .mapToLong(DeliveredText::bytesOf)
                    .sum();
        }
        return bytes;
    }

    static List<String> of(Dialect dialect, byte[] log) {
        return texts(dialect, new SseFramer(Integer.MAX_VALUE).feed(ArrayBuffer.of(log)))
                .toList();
    }

    private static Stream<String> texts(Dialect dialect, List<SseFrame> frames) {
        return frames.stream()
                .filter(frame -> !frame.isDone())
                .map(SseFrame::data)
                .flatMap(Stream::ofNullable)
                .map(data -> DeliveredText.inEvent(dialect, data));
    }
}
