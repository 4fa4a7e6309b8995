package io.deopenchat.storage;

import io.deopenchat.signing.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Keeps stored bytes from whoever has the file but not the key: AES-256-GCM under a key derived by HKDF-SHA256 (RFC 5869). What
 * was sealed for one place does not open in another.
 *
 * <p>Sealed: {@code version (1 byte) || nonce (12 bytes, random) || ciphertext || tag (16 bytes)}.
 */
public final class Seal {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final javax.crypto.SecretKey key;
    private final SecureRandom random = new SecureRandom();

    private Seal(javax.crypto.SecretKey key) {
        this.key = key;
    }

    /** @param purpose what is sealed opens with the same one only */
    public static Seal of(SecretKey key, String purpose) {
        try {
            return new Seal(KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(key.exposed())
                                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), SecretKey.LENGTH)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF-SHA256", e);
        }
    }

    public byte[] seal(String place, byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = new byte[1 + NONCE_BYTES + clear.length + TAG_BITS / Byte.SIZE];
            sealed[0] = VERSION;
            System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
            cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(clear, 0, clear.length, sealed, 1 + NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    /** @throws StorageFailure if it was sealed with another key or for another place, or was changed */
    public byte[] open(String place, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES || sealed[0] != VERSION) {
            throw new StorageFailure("what is stored as '" + place + "' has no known form");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, place)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new StorageFailure("what is stored as '" + place + "' does not open with this key", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
