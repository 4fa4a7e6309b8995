package io.deopenchat.archive;

import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.Seal;
import io.deopenchat.storage.StorageFailure;

/**
 * Keeps bundles from whoever stores them: AES-256-GCM under a key that only the client key gives (HKDF-SHA256, see
 * {@link Seal}). A bundle says what its rounds cost and which hashes they have, so it is nobody's business.
 */
public final class BundleSeal {
    private static final String PURPOSE = "deopenchat transcript bundle 1";
    private static final String PLACE = "bundle";

    private final Seal seal;

    public BundleSeal(SecretKey client) {
        seal = Seal.of(client, PURPOSE);
    }

    /** Another block each time: the nonce is random. */
    public byte[] seal(TranscriptBundle bundle) {
        return seal.seal(PLACE, bundle.toBytes());
    }

    /** Whether a key is needed to read it. */
    public static boolean isSealed(byte[] block) {
        return block.length > 0 && block[0] != '{';
    }

    /**
     * @throws StorageFailure if it was sealed with another key, or was changed
     * @throws MalformedMessage if it is no bundle
     */
    public TranscriptBundle open(byte[] block) {
        return TranscriptBundle.parse(isSealed(block) ? seal.open(PLACE, block) : block);
    }
}
