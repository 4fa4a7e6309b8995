package io.deopenchat.signing;

import java.util.Optional;

/**
 * ECDSA over secp256k1 with deterministic nonces (RFC 6979) and low {@code s}. Two implementations give the same bytes:
 * the native library of Bitcoin Core, and Bouncy Castle where there is none for the platform.
 */
public interface Secp256k1 {

    /** What to call this implementation in a log. */
    String name();

    PublicKey publicKey(SecretKey key);

    Signature sign(Bytes32 digest, SecretKey key);

    /** The key that made the signature; empty when there is none (the point is not on the curve or at infinity). */
    Optional<PublicKey> recover(Bytes32 digest, Signature signature);

    /** The native library if this platform has it, else Bouncy Castle. Called once, at start. */
    static Secp256k1 fastest() {
        return NativeSecp256k1.load().<Secp256k1>map(library -> library).orElseGet(BouncyCastleSecp256k1::new);
    }
}
