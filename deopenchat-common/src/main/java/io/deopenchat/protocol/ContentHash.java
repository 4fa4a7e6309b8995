package io.deopenchat.protocol;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** SHA-256 of {@code METHOD SP path LF} followed by the exact body bytes: binds a signature to one call. */
public final class ContentHash {
    private ContentHash() {}

    /** @param path without query and without a prefix under which the gateway is mounted */
    public static Bytes32 of(String method, String path, byte[] body) {
        MessageDigest sha256 = Hash.sha256();
        sha256.update((method + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
        return Bytes32.of(sha256.digest(body));
    }
}
