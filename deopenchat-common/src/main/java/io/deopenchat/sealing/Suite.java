package io.deopenchat.sealing;

import io.deopenchat.protocol.MalformedMessage;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/** The one suite of HPKE (RFC 9180) here: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
final class Suite {
    static final int ENCAPSULATION_BYTES = 32;
    static final int TAG_BYTES = 16;

    private Suite() {}

    /** Its parts keep state, so each context has one of its own. */
    private static HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    static AsymmetricCipherKeyPair ephemeral() {
        return hpke().generatePrivateKey();
    }

    /** @throws MalformedMessage if {@code recipient} is no key, or one whose secret everybody knows */
    static HPKEContextWithEncapsulation sender(byte[] recipient, byte[] info, AsymmetricCipherKeyPair ephemeral) {
        try {
            HPKE hpke = hpke();
            return hpke.setupBaseS(hpke.deserializePublicKey(recipient), info, ephemeral);
        } catch (IllegalArgumentException | IllegalStateException useless) {
            throw new MalformedMessage("the encryption key is not one that can be sealed to");
        }
    }

    /** @throws MalformedMessage if {@code encapsulation} is no key, or one whose secret everybody knows */
    static HPKEContext receiver(byte[] encapsulation, EncryptionSecret secret, byte[] info) {
        try {
            return hpke().setupBaseR(encapsulation, secret.pair(), info);
        } catch (IllegalArgumentException | IllegalStateException useless) {
            throw notOurs();
        }
    }

    static byte[] seal(HPKEContext context, byte[] aad, byte[] clear) {
        try {
            return context.seal(aad, clear);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    /** @throws MalformedMessage if one bit is another one, or it was sealed for others */
    static byte[] open(HPKEContext context, byte[] aad, byte[] sealed, int from) {
        try {
            return context.open(aad, sealed, from, sealed.length - from);
        } catch (InvalidCipherTextException | RuntimeException changed) {
            throw notOurs();
        }
    }

    private static MalformedMessage notOurs() {
        return new MalformedMessage("the sealed request does not open: it was changed, or sealed for somebody else");
    }
}
