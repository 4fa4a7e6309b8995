package io.deopenchat.chain;

import io.deopenchat.chain.AccountEvent.ProvisionalClaimContested;
import io.deopenchat.chain.AccountEvent.ProvisionalClaimDropped;
import io.deopenchat.chain.AccountEvent.ProvisionalClaimOpened;
import io.deopenchat.chain.AccountEvent.ProvisionalClaimPaid;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** Rounds that a client did not confirm, read from logs. */
final class ProvisionalClaimEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(
                    Deopenchat.PROVISIONALCLAIMOPENED_EVENT,
                    ProvisionalClaimOpened.class,
                    ProvisionalClaimEvents::provisionalClaimOpened),
            new EventReader<>(
                    Deopenchat.PROVISIONALCLAIMPAID_EVENT,
                    ProvisionalClaimPaid.class,
                    ProvisionalClaimEvents::provisionalClaimPaid),
            new EventReader<>(
                    Deopenchat.PROVISIONALCLAIMCONTESTED_EVENT,
                    ProvisionalClaimContested.class,
                    ProvisionalClaimEvents::provisionalClaimContested),
            new EventReader<>(
                    Deopenchat.PROVISIONALCLAIMDROPPED_EVENT,
                    ProvisionalClaimDropped.class,
                    ProvisionalClaimEvents::provisionalClaimDropped));

    private ProvisionalClaimEvents() {}

    private static ProvisionalClaimOpened provisionalClaimOpened(EventOrigin origin, Log log) {
        var event = Deopenchat.getProvisionalClaimOpenedEventFromLog(log);
        return new ProvisionalClaimOpened(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.bytes32(event.requestHash),
                Abi.wei(event.assertedTotal),
                Abi.wei(event.bond),
                Abi.time(event.closesAt));
    }

    private static ProvisionalClaimPaid provisionalClaimPaid(EventOrigin origin, Log log) {
        var event = Deopenchat.getProvisionalClaimPaidEventFromLog(log);
        return new ProvisionalClaimPaid(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.bytes32(event.requestHash),
                Abi.wei(event.providerPaid),
                Abi.wei(event.claimed));
    }

    private static ProvisionalClaimContested provisionalClaimContested(EventOrigin origin, Log log) {
        var event = Deopenchat.getProvisionalClaimContestedEventFromLog(log);
        return new ProvisionalClaimContested(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.bytes32(event.requestHash),
                Abi.wei(event.owed),
                Abi.wei(event.providerPaid),
                Abi.wei(event.burned),
                Abi.wei(event.claimed));
    }

    private static ProvisionalClaimDropped provisionalClaimDropped(EventOrigin origin, Log log) {
        var event = Deopenchat.getProvisionalClaimDroppedEventFromLog(log);
        return new ProvisionalClaimDropped(
                origin, Abi.address(event.provider), Abi.address(event.client), Abi.bytes32(event.requestHash));
    }
}
