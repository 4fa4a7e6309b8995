package io.deopenchat.gateway.account;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.StorageFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Keeps stored answers from whoever has the file but not the wallet: AES-256-GCM under a key derived from the wallet's by
 * HKDF-SHA256 (RFC 5869). An answer opens only as that of its own round.
 *
 * <p>Sealed: {@code version (1 byte) || nonce (12 bytes, random) || ciphertext || tag (16 bytes)}.
 */
public final class AnswerSeal {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "deopenchat stored answers 1".getBytes(StandardCharsets.UTF_8);

    private final javax.crypto.SecretKey key;
    private final SecureRandom random = new SecureRandom();

    private AnswerSeal(javax.crypto.SecretKey key) {
        this.key = key;
    }

    public static AnswerSeal of(SecretKey wallet) {
        try {
            return new AnswerSeal(KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(wallet.exposed())
                                    .thenExpand(PURPOSE, SecretKey.LENGTH)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF-SHA256", e);
        }
    }

    byte[] seal(Address client, long sequence, byte[] answer) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, client, sequence).doFinal(answer);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    /** @throws StorageFailure if it was sealed with another wallet's key, for another round, or was changed */
    byte[] open(Address client, long sequence, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES || sealed[0] != VERSION) {
            throw new StorageFailure("the stored answer of round " + sequence + " of " + client + " has no known form");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, client, sequence)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new StorageFailure(
                    "the stored answer of round " + sequence + " of " + client
                            + " does not open with the key of this wallet",
                    e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, Address client, long sequence) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((client + " " + sequence).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
