package io.deopenchat.signing;

/** Signs messages with one key, which is in this process or in another one that may take its time: never on an event loop. */
public interface MessageSigner {
    /** Of the key. */
    Address address();

    /**
     * Signs a message of a domain.
     *
     * @param digest of the message in the domain
     * @throws SigningFailed if no signature of exactly this digest by exactly this key was got
     */
    Signature sign(Domain domain, TypedMessage message, Bytes32 digest);

    /** @throws SigningFailed as above */
    default Signature sign(Domain domain, TypedMessage message) {
        return sign(domain, message, domain.digest(message));
    }
}
