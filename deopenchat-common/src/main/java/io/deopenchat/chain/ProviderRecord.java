package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;

/**
 * A registered provider.
 *
 * @param operator the key in force, the provider's wallet if it named none
 * @param encryptionKey X25519 public key, or zero
 * @param listingCount models it ever listed, unlisted ones included
 */
public record ProviderRecord(
        Address provider,
        Address operator,
        Bytes32 encryptionKey,
        String endpoint,
        String metadataUri,
        Instant registeredAt,
        long listingCount) {}
