package io.deopenchat.http;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** However a stream was cut on its way, the same frames come out, no byte is lost, and none is held beyond the bound. */
final class SseFramerFuzz {
    private static final int BOUND = 1_024;

    private SseFramerFuzz() {}

    /** The first byte says how long the pieces are. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int pieceBytes = 1 + input.choice(64);
        byte[] stream = input.rest();
        read(bytes, SseFramer.FrameTooLong.class, () -> {
            cutIn(pieceBytes, stream);
            return stream;
        });
    }

    private static void cutIn(int pieceBytes, byte[] stream) {
        SseFramer pieces = new SseFramer(BOUND);
        SseFramer whole = new SseFramer(Integer.MAX_VALUE);
        List<SseFrame> frames = new ArrayList<>();
        for (int at = 0; at < stream.length; at += pieceBytes) {
            frames.addAll(pieces.feed(piece(stream, at, Math.min(stream.length, at + pieceBytes))));
            holds(pieces.unfinished().length() <= BOUND, "no more is held than the bound");
        }
        equal(whole.feed(piece(stream, 0, stream.length)), frames, "the same frames in pieces");
        equal(whole.finished(), pieces.finished(), "the same end");
        Buffer again = Buffer.buffer();
        frames.forEach(frame -> again.appendBuffer(frame.bytes()));
        equal(piece(stream, 0, stream.length), again.appendBuffer(pieces.unfinished()), "every byte comes out");
        frames.forEach(SseFramerFuzz::isOneEvent);
    }

    private static Buffer piece(byte[] stream, int from, int to) {
        return Buffer.buffer().appendBytes(stream, from, to - from);
    }

    /** Read once more, line by line. */
    private static void isOneEvent(SseFrame frame) {
        List<String> data = new ArrayList<>();
        frame.bytes().toString().lines().forEach(line -> {
            if (line.equals("data") || line.startsWith("data:")) {
                String value = line.length() <= 5 ? "" : line.substring(5);
                data.add(value.startsWith(" ") ? value.substring(1) : value);
            }
        });
        equal(String.join("\n", data), frame.data() == null ? "" : frame.data(), "a line at a time");
    }
}
