package io.deopenchat.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects one request after the other of a connection on which none is sent before the last one is answered. */
final class CallReader {
    private static final int USUAL_BYTES = 8 * 1_024;
    private static final String CHUNKS_END = "\r\n0\r\n\r\n";

    private final int maxBytes;
    private byte[] held = new byte[USUAL_BYTES];
    private int length;

    CallReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The whole request, when it is there. */
    @Nullable
    String feed(ByteBuffer more) throws IOException {
        int count = more.remaining();
        if (length + count > maxBytes) {
            throw new IOException("a call of more than " + maxBytes + " bytes");
        }
        if (length + count > held.length) {
            held = Arrays.copyOf(held, 2 * (length + count));
        }
        more.get(held, length, count);
        length += count;
        String sofar = new String(held, 0, length, StandardCharsets.ISO_8859_1);
        if (!isWhole(sofar)) {
            return null;
        }
        length = 0;
        return sofar;
    }

    private static boolean isWhole(String call) {
        int body = call.indexOf("\r\n\r\n") + 4;
        if (body < 4) {
            return false;
        }
        String head = call.substring(0, body).toLowerCase(Locale.ROOT);
        if (head.contains("\r\ntransfer-encoding: chunked")) {
            return call.endsWith(CHUNKS_END);
        }
        int at = head.indexOf("\r\ncontent-length:");
        return at < 0 || call.length() - body >= contentLength(head, at);
    }

    private static int contentLength(String head, int at) {
        int value = head.indexOf(':', at) + 1;
        return Integer.parseInt(head.substring(value, head.indexOf('\r', value)).strip());
    }
}
