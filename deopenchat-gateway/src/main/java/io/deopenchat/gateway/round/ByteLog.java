package io.deopenchat.gateway.round;

import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.money.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Exactly the body bytes that the gateway sends for a round, in chunks that are each written to a socket at once. A chunk of
 * a stream holds whole frames, so a log that is cut between chunks never ends within one. Confined to the round's event
 * loop.
 */
final class ByteLog {
    private final List<Chunk> chunks = new ArrayList<>();
    private long size;

    /** @param running the backend's usage up to the end of this chunk, if it says */
    private record Chunk(Buffer bytes, Optional<Usage> running) {}

    void append(Buffer bytes, Optional<Usage> running) {
        chunks.add(new Chunk(bytes, running));
        size += bytes.length();
    }

    int chunks() {
        return chunks.size();
    }

    Buffer chunk(int index) {
        return chunks.get(index).bytes();
    }

    long size() {
        return size;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Forgets all chunks behind the first {@code count}. */
    void truncate(int count) {
        while (chunks.size() > count) {
            size -= chunks.removeLast().bytes().length();
        }
    }

    Optional<Usage> running() {
        return chunks.isEmpty() ? Optional.empty() : chunks.getLast().running();
    }

    byte[] toArray() {
        byte[] whole = new byte[Math.toIntExact(size)];
        int at = 0;
        for (Chunk chunk : chunks) {
            chunk.bytes().getBytes(whole, at);
            at += chunk.bytes().length();
        }
        return whole;
    }

    /** All of it as one array, of which the chunks are slices from now on: nothing is kept twice. */
    byte[] join() {
        byte[] whole = toArray();
        Buffer shared = ArrayBuffer.of(whole);
        int at = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            int end = at + chunk.bytes().length();
            chunks.set(i, new Chunk(shared.slice(at, end), chunk.running()));
            at = end;
        }
        return whole;
    }
}
