package io.deopenchat.chain;

import io.deopenchat.chain.RegistryEvent.Heartbeat;
import io.deopenchat.chain.RegistryEvent.ModelListed;
import io.deopenchat.chain.RegistryEvent.ModelUnlisted;
import io.deopenchat.chain.RegistryEvent.OperatorNamed;
import io.deopenchat.chain.RegistryEvent.ProviderRegistered;
import io.deopenchat.chain.RegistryEvent.ProviderUpdated;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** What providers say and offer, read from logs. */
final class RegistryEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(
                    Deopenchat.PROVIDERREGISTERED_EVENT, ProviderRegistered.class, RegistryEvents::providerRegistered),
            new EventReader<>(Deopenchat.PROVIDERUPDATED_EVENT, ProviderUpdated.class, RegistryEvents::providerUpdated),
            new EventReader<>(Deopenchat.OPERATORNAMED_EVENT, OperatorNamed.class, RegistryEvents::operatorNamed),
            new EventReader<>(Deopenchat.HEARTBEAT_EVENT, Heartbeat.class, RegistryEvents::heartbeat),
            new EventReader<>(Deopenchat.MODELLISTED_EVENT, ModelListed.class, RegistryEvents::modelListed),
            new EventReader<>(Deopenchat.MODELUNLISTED_EVENT, ModelUnlisted.class, RegistryEvents::modelUnlisted));

    private RegistryEvents() {}

    private static ProviderRegistered providerRegistered(EventOrigin origin, Log log) {
        var event = Deopenchat.getProviderRegisteredEventFromLog(log);
        return new ProviderRegistered(
                origin,
                Abi.address(event.provider),
                Abi.address(event.operator),
                Abi.bytes32(event.encryptionKey),
                event.endpoint,
                event.metadataUri);
    }

    private static ProviderUpdated providerUpdated(EventOrigin origin, Log log) {
        var event = Deopenchat.getProviderUpdatedEventFromLog(log);
        return new ProviderUpdated(
                origin,
                Abi.address(event.provider),
                Abi.bytes32(event.encryptionKey),
                event.endpoint,
                event.metadataUri);
    }

    private static OperatorNamed operatorNamed(EventOrigin origin, Log log) {
        var event = Deopenchat.getOperatorNamedEventFromLog(log);
        return new OperatorNamed(
                origin, Abi.address(event.provider), Abi.address(event.operator), Abi.time(event.from));
    }

    private static Heartbeat heartbeat(EventOrigin origin, Log log) {
        var event = Deopenchat.getHeartbeatEventFromLog(log);
        return new Heartbeat(origin, Abi.address(event.provider));
    }

    private static ModelListed modelListed(EventOrigin origin, Log log) {
        var event = Deopenchat.getModelListedEventFromLog(log);
        return new ModelListed(
                origin,
                Abi.address(event.provider),
                Registry.listing(
                        event.name,
                        event.model,
                        event.prices,
                        event.capacity,
                        event.kind,
                        event.listed,
                        event.nextPrices,
                        event.nextFrom));
    }

    private static ModelUnlisted modelUnlisted(EventOrigin origin, Log log) {
        var event = Deopenchat.getModelUnlistedEventFromLog(log);
        return new ModelUnlisted(origin, Abi.address(event.provider), Abi.bytes32(event.model));
    }
}
