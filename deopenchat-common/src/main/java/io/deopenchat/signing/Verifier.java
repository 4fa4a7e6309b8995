package io.deopenchat.signing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says whether an address signed a digest. Remembers the public keys of addresses that signed before (bounded): checking
 * against a known key is cheaper than recovering it.
 */
public final class Verifier {
    static final int MAX_REMEMBERED_KEYS = 10_000;

    private final Secp256k1 curve;
    private final Map<Address, PublicKey> known = new ConcurrentHashMap<>();

    public Verifier(Secp256k1 curve) {
        this.curve = curve;
    }

    public boolean isSignedBy(Address signer, Bytes32 digest, Signature signature) {
        PublicKey key = known.get(signer);
        if (key != null) {
            return curve.verify(digest, signature, key);
        }
        return curve.recover(digest, signature)
                .filter(recovered -> recovered.address().equals(signer))
                .map(recovered -> {
                    remember(signer, recovered);
                    return true;
                })
                .orElse(false);
    }

    private void remember(Address signer, PublicKey key) {
        if (known.size() < MAX_REMEMBERED_KEYS) {
            known.put(signer, key);
        }
    }
}
