package io.deopenchat.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into frames of an event stream (WHATWG HTML, section 9.2), wherever the pieces were cut on their way:
 * within a line, a CRLF or a character. Keeps the bytes of every frame. Lines end with LF, CRLF or CR.
 */
public final class SseFramer {
    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final String DATA = "data";
    private static final String EVENT = "event";

    private final int maxFrameBytes;

    /** What has not been given out yet; a part that was is never written again, because frames are slices of it. */
    private byte[] held = {};

    private int length;
    private int scanned;
    private int lineStart;

    /** @param maxFrameBytes a longer frame is refused: nobody may make us hold an endless line */
    public SseFramer(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** @throws FrameTooLong if a frame exceeds the bound; the stream is of no further use then */
    public List<SseFrame> feed(Buffer piece) {
        append(piece);
        List<SseFrame> frames = new ArrayList<>();
        Buffer shared = ArrayBuffer.of(held);
        int frameStart = 0;
        while (scanned < length) {
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
                frames.add(frame(shared.slice(frameStart, lineEnd), text(frameStart, lineEnd)));
                frameStart = lineEnd;
            }
        }
        keepFrom(frameStart);
        return frames;
    }

    /** A frame that comes in many pieces is not copied for each of them. */
    private void append(Buffer piece) {
        int more = piece.length();
        if (held.length - length < more) {
            held = Arrays.copyOf(held, length == 0 ? more : Math.max(2 * length, length + more));
        }
        piece.getBytes(held, length);
        length += more;
    }

    private String text(int start, int end) {
        return new String(held, start, end - start, StandardCharsets.UTF_8);
    }

    /** Bytes that have arrived of a frame that is not complete. */
    public int unfinishedLength() {
        return length;
    }

    /** What has arrived of a frame that is not complete: a copy, so for every piece of a long frame ask for its length only. */
    public Buffer unfinished() {
        return ArrayBuffer.of(Arrays.copyOf(held, length));
    }

    /**
     * The unfinished frame as it is when nothing follows: a carriage return at its end waits for no line feed then, and
     * a blank line that is missing is added.
     */
    public SseFrame finished() {
        boolean endsWithBlankLine = scanned < length && scanned == lineStart;
        return endsWithBlankLine
                ? frame(unfinished(), text(0, length))
                : new SseFramer(Integer.MAX_VALUE)
                        .feed(Buffer.buffer().appendBuffer(unfinished()).appendString("\n\n"))
                        .getFirst();
    }

    private static final int NO_LINE_END = -1;
    private static final int UNDECIDED = -2;

    /** The position behind the line end that begins at {@code position}; a CR at the very end may still become CRLF. */
    private int lineEndAt(int position) {
        byte b = held[position];
        if (b == LF) {
            return position + 1;
        }
        if (b != CR) {
            return NO_LINE_END;
        }
        if (position + 1 == length) {
            return UNDECIDED;
        }
        return held[position + 1] == LF ? position + 2 : position + 1;
    }

    private void keepFrom(int frameStart) {
        if (frameStart > 0) {
            held = Arrays.copyOfRange(held, frameStart, length);
            length -= frameStart;
            scanned -= frameStart;
            lineStart -= frameStart;
        }
        if (length > maxFrameBytes) {
            throw new FrameTooLong(maxFrameBytes);
        }
    }

    /** Line by line, and by hand: this is most of what a stream costs, and an expression that splits it takes four times as long. */
    private static SseFrame frame(Buffer bytes, String text) {
        String event = null;
        String data = null;
        StringBuilder more = null;
        int start = 0;
        while (start < text.length()) {
            int end = lineEnd(text, start);
            String value = fieldValue(text, start, end, DATA);
            if (value != null && data == null) {
                data = value;
            } else if (value != null) {
                more = more == null ? new StringBuilder() : more;
                more.append('\n').append(value);
            } else if ((value = fieldValue(text, start, end, EVENT)) != null) {
                event = value;
            }
            start = end + 1;
        }
        return new SseFrame(bytes, event, more == null ? data : data + more);
    }

    /** A CRLF makes an empty line, which is no field, between its two characters. */
    private static int lineEnd(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != LF && text.charAt(end) != CR) {
            end++;
        }
        return end;
    }

    private static @Nullable String fieldValue(String text, int start, int end, String field) {
        int colon = start + field.length();
        if (colon > end || !text.startsWith(field, start)) {
            return null;
        }
        if (colon == end) {
            return "";
        }
        if (text.charAt(colon) != ':') {
            return null;
        }
        int value = colon + 1;
        return text.substring(value < end && text.charAt(value) == ' ' ? value + 1 : value, end);
    }

    /** A frame exceeded the bound. */
    public static final class FrameTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FrameTooLong(int bound) {
            super("an event of the stream is longer than " + bound + " bytes");
        }
    }
}
