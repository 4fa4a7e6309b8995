package io.deopenchat.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Reads one answer after the other from a connection, keeps the end of each, and notes when its frames came. */
final class AnswerReader {
    private static final int HELD_BYTES = 8 * 1_024;

    /** More than a receipt has. */
    private static final int KEPT_BYTES = 3 * 1_024;

    private static final byte[] WRITTEN_AT = Script.ascii(Script.WRITTEN_AT);

    private enum Part {
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        LAST_LINE,
        WHOLE
    }

    /** Told of each frame that says when it was written. */
    interface Watch {
        Watch NOBODY = (writtenAt, readAt) -> {};

        void frame(long writtenAt, long readAt);
    }

    private final StringBuilder line = new StringBuilder();
    private byte[] held = new byte[HELD_BYTES];
    private int length;
    private int scanned;
    private Part part = Part.HEAD;
    private String head = "";
    private long left;
    private long bodyBytes;
    private Watch watch = Watch.NOBODY;
    private boolean isWatched;

    void begin(Watch whoWatches) {
        part = Part.HEAD;
        line.setLength(0);
        length = 0;
        scanned = 0;
        bodyBytes = 0;
        watch = whoWatches;
        isWatched = !whoWatches.equals(Watch.NOBODY);
    }

    /** @return whether the answer is whole */
    boolean feed(ByteBuffer in, long now) throws IOException {
        while (in.hasRemaining() && part != Part.WHOLE) {
            switch (part) {
                case HEAD -> readHead(in);
                case FIXED, CHUNK -> readBody(in);
                case CHUNK_SIZE -> readChunkSize(in);
                case CHUNK_END, LAST_LINE -> readLineEnd(in);
                case WHOLE -> throw new IllegalStateException("read on behind an answer");
            }
        }
        scan(now);
        return part == Part.WHOLE;
    }

    private void readHead(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            line.append((char) (in.get() & 0xff));
            int end = line.length();
            if (end >= 4 && line.charAt(end - 1) == '\n' && line.charAt(end - 3) == '\n') {
                head = line.toString();
                line.setLength(0);
                left = bodyLength();
                part = left < 0 ? Part.CHUNK_SIZE : left == 0 ? Part.WHOLE : Part.FIXED;
                return;
            }
        }
    }

    private long bodyLength() throws IOException {
        String length = header("content-length");
        if (!length.isEmpty()) {
            return Long.parseLong(length);
        }
        if (header("transfer-encoding").isEmpty()) {
            throw new IOException("an answer without a length: " + head);
        }
        return -1;
    }

    private void readBody(ByteBuffer in) {
        int count = (int) Math.min(left, in.remaining());
        for (int taken = 0; taken < count; ) {
            makeRoom();
            int piece = Math.min(count - taken, held.length - length);
            in.get(held, length, piece);
            length += piece;
            taken += piece;
            if (length == held.length) {
                scan(System.nanoTime());
            }
        }
        bodyBytes += count;
        left -= count;
        if (left == 0) {
            part = part == Part.FIXED ? Part.WHOLE : Part.CHUNK_END;
        }
    }

    private void makeRoom() {
        if (length == held.length) {
            System.arraycopy(held, length - KEPT_BYTES, held, 0, KEPT_BYTES);
            scanned -= length - KEPT_BYTES;
            length = KEPT_BYTES;
        }
    }

    private void readChunkSize(ByteBuffer in) {
        while (in.hasRemaining()) {
            char next = (char) in.get();
            if (next == '\n') {
                left = Long.parseLong(line.toString().strip(), 16);
                line.setLength(0);
                part = left == 0 ? Part.LAST_LINE : Part.CHUNK;
                return;
            }
            line.append(next);
        }
    }

    private void readLineEnd(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (in.get() == '\n') {
                part = part == Part.CHUNK_END ? Part.CHUNK_SIZE : Part.WHOLE;
                return;
            }
        }
    }

    private void scan(long now) {
        if (!isWatched) {
            scanned = length;
            return;
        }
        int last = length - WRITTEN_AT.length - Script.DIGITS;
        for (; scanned <= last; scanned++) {
            if (Arrays.equals(held, scanned, scanned + WRITTEN_AT.length, WRITTEN_AT, 0, WRITTEN_AT.length)) {
                watch.frame(number(scanned + WRITTEN_AT.length), now);
            }
        }
    }

    private long number(int at) {
        long number = 0;
        for (int i = at; i < at + Script.DIGITS; i++) {
            number = 10 * number + held[i] - '0';
        }
        return number;
    }

    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    long bodyBytes() {
        return bodyBytes;
    }

    /** Its value, empty if there is none. */
    String header(String name) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int value = at + 2 + name.length() + 1;
        return head.substring(value, head.indexOf('\r', value)).strip();
    }

    /** The last of the body. */
    String end() {
        return new String(held, 0, length, StandardCharsets.ISO_8859_1);
    }
}
