package io.deopenchat.chaos.processes;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP/1.1 messages one after the other and keeps the bytes as they came. */
final class HttpReader {
    private static final int MAX_HEAD_BYTES = 65_536;
    private static final int PIECE = 16_384;

    private final InputStream in;

    HttpReader(InputStream in) {
        this.in = new BufferedInputStream(in, PIECE);
    }

    /** What takes the bytes of a body as they come: as they are on the wire, and which of them are content. */
    interface Sink {
        void take(byte[] wire, int length, boolean content) throws IOException;
    }

    /** The lines before a body, the first one and the fields by their names in lower case, and how they came. */
    static final class Head {
        private final String first;
        private final Map<String, String> fields;
        private final byte[] wire;

        Head(String first, Map<String, String> fields, byte[] wire) {
            this.first = first;
            this.fields = fields;
            this.wire = wire;
        }

        String first() {
            return first;
        }

        Map<String, String> fields() {
            return fields;
        }

        byte[] wire() {
            return wire;
        }

        /** The middle word: the path of a request, the status of an answer. */
        String middle() {
            return first.split(" ", 3)[1];
        }

        Optional<String> field(String name) {
            return Optional.ofNullable(fields.get(name));
        }
    }

    /** The next head; empty where the connection ended in order before it. */
    Optional<Head> head() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        Optional<String> first = line(wire);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        for (String line = needed(line(wire)); !line.isEmpty(); line = needed(line(wire))) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Optional.of(new Head(first.get(), fields, wire.toByteArray()));
    }

    private static String needed(Optional<String> line) throws IOException {
        return line.orElseThrow(() -> new EOFException("the connection ended within a message"));
    }

    /** Without its line end; the wire gets that, too. */
    private Optional<String> line(ByteArrayOutputStream wire) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || wire.size() > MAX_HEAD_BYTES) {
                return Optional.empty();
            }
            wire.write(next);
            line.write(next);
        }
        wire.write('\n');
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
    }

    /** A whole body that has a length, as those of requests have. */
    byte[] sizedBody(Head head) throws IOException {
        int length = Integer.parseInt(head.field("content-length").orElse("0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection ended within a body");
        }
        return body;
    }

    /** The body of an answer, piece by piece as it arrives. */
    void body(Head head, Sink sink) throws IOException {
        if (head.field("transfer-encoding").orElse("").equalsIgnoreCase("chunked")) {
            chunks(sink);
        } else if (head.field("content-length").isPresent()) {
            exactly(Long.parseLong(head.field("content-length").orElseThrow()), sink);
        } else if (!head.middle().equals("204")) {
            throw new IOException("an answer without an end: " + head.first());
        }
    }

    private void chunks(Sink sink) throws IOException {
        for (long size = chunkSize(sink); size > 0; size = chunkSize(sink)) {
            exactly(size, sink);
            framing(sink);
        }
        while (!framing(sink).isEmpty()) {
            // trailers
        }
    }

    private long chunkSize(Sink sink) throws IOException {
        return Long.parseLong(framing(sink).split(";", 2)[0].strip(), 16);
    }

    private String framing(Sink sink) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        String line = needed(line(wire));
        sink.take(wire.toByteArray(), wire.size(), false);
        return line;
    }

    private void exactly(long length, Sink sink) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = length; left > 0; ) {
            int read = in.read(piece, 0, (int) Math.min(left, PIECE));
            if (read < 0) {
                throw new EOFException("the connection ended within a body");
            }
            sink.take(piece, read, true);
            left -= read;
        }
    }
}
