package io.deopenchat.sealing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * Writes the sealed log of one answer: {@code salt (32) || chunk* || last chunk}, each chunk as {@code length (4) || ciphertext
 * || tag (16)}. For one thread.
 */
public final class AnswerSealer {
    /** Of a chunk before it is sealed: what a reader has to hold before it knows whether it is genuine. */
    public static final int MAX_CHUNK_BYTES = 64 * 1_024;

    private static final int OVERHEAD_BYTES = Integer.BYTES + ChunkCipher.TAG_BYTES;

    private final byte[] salt;
    private final ChunkCipher cipher;
    private long next;
    private boolean ended;

    /** @param contentType of the sealed answer, as it is sent */
    public AnswerSealer(AnswerSecret secret, String contentType, SecureRandom random) {
        this(secret, contentType, salt(random));
    }

    AnswerSealer(AnswerSecret secret, String contentType, byte[] salt) {
        this.salt = salt.clone();
        this.cipher = new ChunkCipher(secret, salt, contentType);
    }

    private static byte[] salt(SecureRandom random) {
        byte[] salt = new byte[ChunkCipher.SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    /** What the log begins with. */
    public byte[] salt() {
        return salt.clone();
    }

    /** How many chunks were sealed. */
    public long chunks() {
        return next;
    }

    /** One chunk, or several if it is long. */
    public byte[] seal(byte[] clear) {
        if (ended || clear.length == 0) {
            throw new IllegalStateException("the log has ended, or this has no text and would look like its end");
        }
        if (clear.length <= MAX_CHUNK_BYTES) {
            return chunk(next++, false, clear, 0, clear.length);
        }
        ByteArrayOutputStream chunks = new ByteArrayOutputStream(clear.length + OVERHEAD_BYTES * 8);
        for (int from = 0; from < clear.length; from += MAX_CHUNK_BYTES) {
            chunks.writeBytes(chunk(next++, false, clear, from, Math.min(MAX_CHUNK_BYTES, clear.length - from)));
        }
        return chunks.toByteArray();
    }

    /**
     * The chunk that ends the log. It has no text: without it a log was cut.
     *
     * @param kept how many chunks are before it; those behind were sealed and are not part of the log any more
     */
    public byte[] end(long kept) {
        if (ended || kept > next) {
            throw new IllegalStateException("the log has ended, or has fewer chunks than " + kept);
        }
        ended = true;
        return chunk(kept, true, new byte[0], 0, 0);
    }

    private byte[] chunk(long index, boolean last, byte[] clear, int from, int length) {
        byte[] chunk = new byte[OVERHEAD_BYTES + length];
        ByteBuffer.wrap(chunk).putInt(length + ChunkCipher.TAG_BYTES);
        try {
            cipher.seal(index, last, clear, from, length, chunk, Integer.BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
        return chunk;
    }
}
