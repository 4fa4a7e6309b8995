package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;

/** Something that changed what a provider says or offers. */
public sealed interface RegistryEvent extends ProviderEvent {

    record ProviderRegistered(
            EventOrigin origin,
            Address provider,
            Address operator,
            Bytes32 encryptionKey,
            String endpoint,
            String metadataUri)
            implements RegistryEvent {}

    record ProviderUpdated(
            EventOrigin origin, Address provider, Bytes32 encryptionKey, String endpoint, String metadataUri)
            implements RegistryEvent {}

    /** Another operator, who signs releases now and receipts from {@code from} on. */
    record OperatorNamed(EventOrigin origin, Address provider, Address operator, Instant from)
            implements RegistryEvent {}

    /** The provider is alive. */
    record Heartbeat(EventOrigin origin, Address provider) implements RegistryEvent {}

    /** A model was listed, or its listing changed. */
    record ModelListed(EventOrigin origin, Address provider, Listing listing) implements RegistryEvent {}

    record ModelUnlisted(EventOrigin origin, Address provider, Bytes32 model) implements RegistryEvent {}
}
