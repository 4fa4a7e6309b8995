package io.deopenchat.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** The two hash functions of the protocol: keccak-256 for what the chain sees, SHA-256 for bodies. */
public final class Hash {
    private Hash() {}

    public static Bytes32 keccak256(byte[] bytes) {
        return keccak256(bytes, bytes.length);
    }

    public static Bytes32 keccak256(String text) {
        return keccak256(text.getBytes(StandardCharsets.UTF_8));
    }

    static Bytes32 keccak256(byte[] bytes, int length) {
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(bytes, 0, length);
        byte[] result = new byte[Bytes32.LENGTH];
        digest.doFinal(result, 0);
        return Bytes32.of(result);
    }

    /** A running SHA-256, for bytes that arrive in pieces. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
