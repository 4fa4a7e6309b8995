package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;

/**
 * What a provider says about itself.
 *
 * @param endpoint base URL of its gateway, 1 to 256 printable ASCII characters
 * @param operator key that signs receipts and releases; {@link Address#ZERO} means the provider's wallet
 * @param encryptionKey X25519 public key, or zero
 * @param metadataUri 0 to 256 printable ASCII characters
 */
public record ProviderDetails(String endpoint, Address operator, Bytes32 encryptionKey, String metadataUri) {}
