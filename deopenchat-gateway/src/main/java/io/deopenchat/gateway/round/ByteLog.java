package io.deopenchat.gateway.round;

import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.money.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exactly the body bytes that the gateway sends for a round, in chunks that are each written to a socket at once. A chunk of
 * a stream holds whole frames, so a log that is cut between chunks never ends within one. Confined to the round's event
 * loop.
 */
final class ByteLog {
    private static final Buffer NOTHING = Buffer.buffer();

    private final List<Chunk> chunks = new ArrayList<>();
    private final @Nullable LogSeal seal;
    private long size;

    /** Sends what it is given. */
    ByteLog() {
        this(null);
    }

    /** @param seal what is sent is sealed with; null for nothing */
    ByteLog(@Nullable LogSeal seal) {
        this.seal = seal;
    }

    /**
     * @param bytes as they are sent
     * @param clear what they say
     * @param running the backend's usage up to the end of this chunk, if it says
     * @param sealedUpTo number of sealed chunks up to the end of this one
     */
    private record Chunk(Buffer bytes, Buffer clear, Optional<Usage> running, long sealedUpTo) {}

    /**
     * A log to which nothing is added any more.
     *
     * @param sent what is hashed, stored and sent
     * @param clear what it says; the same array if nothing is sealed
     */
    @SuppressWarnings("ArrayRecordComponent") // an answer may have 64 MiB: handed on once and not compared
    record Ended(byte[] sent, byte[] clear) {}

    void append(Buffer clear, Optional<Usage> running) {
        if (seal == null) {
            add(new Chunk(clear, clear, running, 0));
        } else {
            Buffer sealed = seal.seal(clear, chunks.isEmpty());
            add(new Chunk(sealed, clear, running, seal.chunks()));
        }
    }

    private void add(Chunk chunk) {
        chunks.add(chunk);
        size += chunk.bytes().length();
    }

    /** All of it; a sealed one gets the chunk that ends it. */
    Ended end() {
        if (seal == null) {
            byte[] whole = join();
            return new Ended(whole, whole);
        }
        byte[] clear = clear();
        boolean isFirst = chunks.isEmpty();
        Buffer last = seal.end(isFirst ? 0 : chunks.getLast().sealedUpTo(), isFirst);
        add(new Chunk(last, NOTHING, running(), 0));
        return new Ended(join(), clear);
    }

    /** What the log says. */
    byte[] clear() {
        if (seal == null) {
            return toArray();
        }
        return joined(Chunk::clear);
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
        return joined(Chunk::bytes);
    }

    /** In one array of just that length: an answer may fill what there is of the heap. */
    private byte[] joined(Function<Chunk, Buffer> part) {
        long length =
                chunks.stream().mapToLong(chunk -> part.apply(chunk).length()).sum();
        byte[] whole = new byte[Math.toIntExact(length)];
        int at = 0;
        for (Chunk chunk : chunks) {
            Buffer piece = part.apply(chunk);
            piece.getBytes(whole, at);
            at += piece.length();
        }
        return whole;
    }

    /** All of it as one array, of which the chunks are slices from now on: nothing is kept twice. */
    private byte[] join() {
        byte[] whole = toArray();
        Buffer shared = ArrayBuffer.of(whole);
        int at = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            int end = at + chunk.bytes().length();
            chunks.set(i, new Chunk(shared.slice(at, end), NOTHING, chunk.running(), chunk.sealedUpTo()));
            at = end;
        }
        return whole;
    }
}
