package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;

/**
 * A registered provider.
 *
 * @param encryptionKey X25519 public key, or zero
 * @param heartbeatAt last sign of life, the registration being the first
 * @param listingCount models it ever listed, unlisted ones included
 */
public record RegisteredProvider(
        Address provider,
        Operators operators,
        Bytes32 encryptionKey,
        String endpoint,
        String metadataUri,
        Instant registeredAt,
        Instant heartbeatAt,
        long listingCount) {}
