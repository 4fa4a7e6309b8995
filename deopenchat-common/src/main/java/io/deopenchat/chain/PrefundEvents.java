package io.deopenchat.chain;

import io.deopenchat.chain.PrefundEvent.ClientAllowed;
import io.deopenchat.chain.PrefundEvent.PrefundWithdrawn;
import io.deopenchat.chain.PrefundEvent.Prefunded;
import io.deopenchat.chain.PrefundEvent.ProviderAllowed;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** Prefunded balances, read from logs. */
final class PrefundEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(Deopenchat.PREFUNDED_EVENT, Prefunded.class, PrefundEvents::prefunded),
            new EventReader<>(
                    Deopenchat.PREFUNDWITHDRAWN_EVENT, PrefundWithdrawn.class, PrefundEvents::prefundWithdrawn),
            new EventReader<>(Deopenchat.CLIENTALLOWED_EVENT, ClientAllowed.class, PrefundEvents::clientAllowed),
            new EventReader<>(Deopenchat.PROVIDERALLOWED_EVENT, ProviderAllowed.class, PrefundEvents::providerAllowed));

    private PrefundEvents() {}

    private static Prefunded prefunded(EventOrigin origin, Log log) {
        var event = Deopenchat.getPrefundedEventFromLog(log);
        return new Prefunded(origin, Abi.address(event.owner), Abi.wei(event.amount), Abi.wei(event.balance));
    }

    private static PrefundWithdrawn prefundWithdrawn(EventOrigin origin, Log log) {
        var event = Deopenchat.getPrefundWithdrawnEventFromLog(log);
        return new PrefundWithdrawn(origin, Abi.address(event.owner), Abi.wei(event.amount), Abi.wei(event.balance));
    }

    private static ClientAllowed clientAllowed(EventOrigin origin, Log log) {
        var event = Deopenchat.getClientAllowedEventFromLog(log);
        return new ClientAllowed(
                origin,
                Abi.address(event.owner),
                Abi.address(event.client),
                Abi.wei(event.perDay),
                Abi.time(event.expiresAt));
    }

    private static ProviderAllowed providerAllowed(EventOrigin origin, Log log) {
        var event = Deopenchat.getProviderAllowedEventFromLog(log);
        return new ProviderAllowed(
                origin,
                Abi.address(event.owner),
                Abi.address(event.client),
                Abi.address(event.provider),
                Abi.wei(event.limit));
    }
}
