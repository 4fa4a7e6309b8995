package io.deopenchat.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into frames of an event stream (WHATWG HTML, section 9.2), wherever the pieces were cut on their way:
 * within a line, a CRLF or a character. Keeps the bytes of every frame. Lines end with LF, CRLF or CR.
 */
public final class SseFramer {
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private final int maxFrameBytes;
    private Buffer pending = Buffer.buffer();
    private int scanned;
    private int lineStart;

    /** @param maxFrameBytes a longer frame is refused: nobody may make us hold an endless line */
    public SseFramer(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** @throws FrameTooLong if a frame exceeds the bound; the stream is of no further use then */
    public List<SseFrame> feed(Buffer piece) {
        pending.appendBuffer(piece);
        List<SseFrame> frames = new ArrayList<>();
        int frameStart = 0;
        while (scanned < pending.length()) {
            int lineEnd = lineEndAt(scanned);
            if (lineEnd == UNDECIDED) {
                break;
            }
            if (lineEnd == NO_LINE_END) {
                scanned++;
                continue;
            }
            boolean blank = scanned == lineStart;
            scanned = lineEnd;
            lineStart = lineEnd;
            if (blank) {
                frames.add(frame(pending.slice(frameStart, lineEnd)));
                frameStart = lineEnd;
            }
        }
        keepFrom(frameStart);
        return frames;
    }

    /** What has arrived of a frame that is not complete. */
    public Buffer unfinished() {
        return pending;
    }

    private static final int NO_LINE_END = -1;
    private static final int UNDECIDED = -2;

    /** The position behind the line end that begins at {@code position}; a CR at the very end may still become CRLF. */
    private int lineEndAt(int position) {
        byte b = pending.getByte(position);
        if (b == LF) {
            return position + 1;
        }
        if (b != CR) {
            return NO_LINE_END;
        }
        if (position + 1 == pending.length()) {
            return UNDECIDED;
        }
        return pending.getByte(position + 1) == LF ? position + 2 : position + 1;
    }

    private void keepFrom(int frameStart) {
        if (frameStart > 0) {
            pending = pending.getBuffer(frameStart, pending.length());
            scanned -= frameStart;
            lineStart -= frameStart;
        }
        if (pending.length() > maxFrameBytes) {
            throw new FrameTooLong(maxFrameBytes);
        }
    }

    private static SseFrame frame(Buffer bytes) {
        String event = null;
        StringBuilder data = null;
        for (String line : bytes.toString(StandardCharsets.UTF_8).split("\r\n|\n|\r")) {
            String value = fieldValue(line, "data");
            if (value != null) {
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            } else if ((value = fieldValue(line, "event")) != null) {
                event = value;
            }
        }
        return new SseFrame(bytes, event, data == null ? null : data.toString());
    }

    private static @Nullable String fieldValue(String line, String field) {
        if (!line.startsWith(field)) {
            return null;
        }
        if (line.length() == field.length()) {
            return "";
        }
        if (line.charAt(field.length()) != ':') {
            return null;
        }
        int start = field.length() + 1;
        return line.startsWith(" ", start) ? line.substring(start + 1) : line.substring(start);
    }

    /** A frame exceeded the bound. */
    public static final class FrameTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FrameTooLong(int bound) {
            super("an event of the stream is longer than " + bound + " bytes");
        }
    }
}
