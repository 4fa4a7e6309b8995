package io.deopenchat.bridge.provider;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** However a gateway's answer was cut on its way, it is the same log with the same receipt, and delivers no more than it is. */
final class LogReaderFuzz {
    private static final Map<String, String> STREAM = Map.of("content-type", "text/event-stream");
    private static final int MARK_BYTES = 3;

    private LogReaderFuzz() {}

    /** The first byte chooses the endpoint, the second the form, the third how long the pieces are. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        InferenceEndpoint endpoint = input.one(List.of(InferenceEndpoint.values()));
        Map<String, String> headers = input.choice(2) == 0 ? Map.of() : STREAM;
        int pieceBytes = 1 + input.choice(64);
        byte[] answer = input.rest();
        read(bytes, MalformedMessage.class, () -> log(endpoint, headers, answer.length + 1, answer))
                .ifPresent(log -> {
                    equal(log, log(endpoint, headers, pieceBytes, answer), "the same log in pieces");
                    holds(
                            log.delivered().textBytes() <= (long) MARK_BYTES * answer.length,
                            "no more text than there are bytes",
                            log.delivered());
                });
    }

    private static ReceivedLog log(
            InferenceEndpoint endpoint, Map<String, String> headers, int pieceBytes, byte[] answer) {
        LogReader reader = new LogReader(FuzzedResponse.of(200, headers), endpoint.dialect(), LogSink.NOBODY);
        for (int at = 0; at < answer.length; at += pieceBytes) {
            reader.feed(Buffer.buffer().appendBytes(answer, at, Math.min(pieceBytes, answer.length - at)));
        }
        return reader.end();
    }
}
