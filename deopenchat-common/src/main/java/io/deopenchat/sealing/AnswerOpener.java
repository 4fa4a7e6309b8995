package io.deopenchat.sealing;

import io.deopenchat.protocol.MalformedMessage;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sealed log of one answer as it arrives, in pieces of any size. Hands on nothing that is not genuine and in its
 * place. For one thread.
 */
public final class AnswerOpener {
    private static final int MAX_SEALED_BYTES = AnswerSealer.MAX_CHUNK_BYTES + ChunkCipher.TAG_BYTES;
    private static final byte[] NOTHING = {};

    private final AnswerForm form;
    private final String contentType;
    private final Reader reader;
    private @Nullable ChunkCipher cipher;
    private byte[] part = new byte[ChunkCipher.SALT_BYTES];
    private int filled;
    private State state = State.SALT;
    private long index;
    private boolean whole;

    private enum State {
        SALT,
        LENGTH,
        CHUNK,
        /** Behind the log of a stream are bytes that are not sealed. */
        TAIL
    }

    /** Who gets what is in the log. */
    public interface Reader {
        /** Bytes of the sealed log as they arrived: what is hashed. */
        void sealed(byte[] bytes);

        /** The text of a chunk. */
        void clear(byte[] text);

        /** A chunk that this process cannot open, and how much text it can have at most. */
        void unread(int bytes);

        /** The last chunk was read: nothing is missing. */
        void whole();

        /** What follows the log; not sealed. */
        void tail(byte[] bytes);
    }

    /**
     * @param form not clear
     * @param contentType of the answer, as it came
     */
    public AnswerOpener(AnswerForm form, String contentType, Reader reader) {
        this.form = form;
        this.contentType = contentType;
        this.reader = reader;
    }

    /** @throws MalformedMessage if a bit is another one, or a chunk is missing, doubled or in another place; feed nothing more */
    public void feed(byte[] piece) {
        int at = 0;
        while (at < piece.length) {
            if (state == State.TAIL) {
                reader.tail(Arrays.copyOfRange(piece, at, piece.length));
                return;
            }
            int more = Math.min(part.length - filled, piece.length - at);
            System.arraycopy(piece, at, part, filled, more);
            filled += more;
            at += more;
            if (filled == part.length) {
                next();
            }
        }
    }

    /** Whether the log came to its end. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether something came that is no part of the log, or only the beginning of a part. */
    public boolean isFollowed() {
        return state == State.TAIL || filled > 0;
    }

    /** Bytes that are held because the rest of their chunk is not there. */
    public int held() {
        return filled;
    }

    private void next() {
        byte[] read = part;
        filled = 0;
        switch (state) {
            case SALT -> {
                if (form instanceof AnswerForm.Sealed(AnswerSecret secret)) {
                    cipher = new ChunkCipher(secret, read, contentType);
                }
                reader.sealed(read);
                expectLength();
            }
            case LENGTH -> length(read);
            case CHUNK -> chunk(read);
            case TAIL -> throw new IllegalStateException("nothing is collected there");
        }
    }

    private void expectLength() {
        state = State.LENGTH;
        part = new byte[Integer.BYTES];
    }

    /** A length of zero is no chunk: what follows it is not sealed. */
    private void length(byte[] read) {
        int length = ByteBuffer.wrap(read).getInt();
        if (length == 0) {
            state = State.TAIL;
            return;
        }
        if (whole || length < ChunkCipher.TAG_BYTES || length > MAX_SEALED_BYTES) {
            throw new MalformedMessage("chunk " + index + " of the sealed answer has no possible length");
        }
        reader.sealed(read);
        state = State.CHUNK;
        part = new byte[length];
    }

    private void chunk(byte[] read) {
        reader.sealed(read);
        expectLength();
        boolean last = read.length == ChunkCipher.TAG_BYTES;
        byte[] text = cipher == null ? NOTHING : open(cipher, last, read);
        index++;
        if (last) {
            whole = true;
            reader.whole();
        } else if (cipher == null) {
            reader.unread(read.length - ChunkCipher.TAG_BYTES);
        } else {
            reader.clear(text);
        }
    }

    private byte[] open(ChunkCipher keys, boolean last, byte[] read) {
        try {
            return keys.open(index, last, read, 0, read.length);
        } catch (GeneralSecurityException changed) {
            throw new MalformedMessage("chunk " + index + " of the sealed answer was changed, or is not in its place");
        }
    }
}
