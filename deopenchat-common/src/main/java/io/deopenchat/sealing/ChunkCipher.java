package io.deopenchat.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over the chunks of one answer. Index and end are in the nonce and beside the text, so a chunk opens in its own
 * place only, and the last one of a shortened log has a nonce that no other chunk had.
 */
final class ChunkCipher {
    static final int SALT_BYTES = 32;
    static final int TAG_BYTES = 16;

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final String LABEL = "deopenchat/1 answer keys\0";

    private final SecretKey key;
    private final byte[] baseNonce;
    private final Cipher cipher;

    /**
     * @param salt random, of this log: a log that was begun twice has other keys
     * @param contentType of the sealed answer, as it is sent
     * @throws IllegalArgumentException if that is not ASCII: two types that differ elsewhere would share their keys
     */
    ChunkCipher(AnswerSecret secret, byte[] salt, String contentType) {
        if (SealedType.cannotHold(contentType)) {
            throw new IllegalArgumentException("the content type of a sealed answer is not ASCII");
        }
        try {
            byte[] keys = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret.bytes())
                            .addSalt(salt)
                            .thenExpand(
                                    (LABEL + contentType).getBytes(StandardCharsets.US_ASCII),
                                    KEY_BYTES + NONCE_BYTES));
            this.key = new SecretKeySpec(keys, 0, KEY_BYTES, "AES");
            this.baseNonce = Arrays.copyOfRange(keys, KEY_BYTES, keys.length);
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF-SHA256 or AES-GCM", e);
        }
    }

    /** Writes text and tag. */
    void seal(long index, boolean last, byte[] clear, int from, int length, byte[] to, int at)
            throws GeneralSecurityException {
        init(Cipher.ENCRYPT_MODE, index, last);
        cipher.doFinal(clear, from, length, to, at);
    }

    /** @throws GeneralSecurityException unless it was sealed with these keys in this place */
    byte[] open(long index, boolean last, byte[] sealed, int from, int length) throws GeneralSecurityException {
        init(Cipher.DECRYPT_MODE, index, last);
        return cipher.doFinal(sealed, from, length);
    }

    private void init(int mode, long index, boolean last) throws GeneralSecurityException {
        byte[] place = ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) (last ? 1 : 0))
                .putLong(index)
                .array();
        byte[] nonce = baseNonce.clone();
        nonce[0] ^= place[0];
        for (int i = 1; i < place.length; i++) {
            nonce[NONCE_BYTES - place.length + i] ^= place[i];
        }
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(place);
    }
}
