package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.Signer;

/** A client of the tests, who confirms what it is told to. */
final class ClientKey {
    static final Bytes32 TRANSCRIPT = Hash.keccak256("transcript");

    private final Signer signer;

    ClientKey(String seed) {
        this.signer = new Signer(SecretKey.parse(Hash.keccak256(seed).toString()), Secp256k1.fastest());
    }

    Address address() {
        return signer.address();
    }

    PublicKey publicKey() {
        return signer.publicKey();
    }

    Signature binds(Domain domain, Bind bind) {
        return signer.sign(domain, bind);
    }

    SignedConfirmation confirms(Domain domain, Address provider, Wei total, long rounds, long tokens) {
        Confirmation confirmation = new Confirmation(provider, total, rounds, tokens, TRANSCRIPT);
        return new SignedConfirmation(confirmation, signer.sign(domain, confirmation));
    }
}
