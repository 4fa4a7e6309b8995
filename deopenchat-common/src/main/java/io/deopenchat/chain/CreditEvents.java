package io.deopenchat.chain;

import io.deopenchat.chain.CreditEvent.CreditCollected;
import io.deopenchat.chain.CreditEvent.Credited;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** Money that waits, read from logs. */
final class CreditEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(Deopenchat.CREDITED_EVENT, Credited.class, CreditEvents::credited),
            new EventReader<>(Deopenchat.CREDITCOLLECTED_EVENT, CreditCollected.class, CreditEvents::creditCollected));

    private CreditEvents() {}

    private static Credited credited(EventOrigin origin, Log log) {
        var event = Deopenchat.getCreditedEventFromLog(log);
        return new Credited(origin, Abi.address(event.payee), Abi.weiOrMax(event.amount));
    }

    private static CreditCollected creditCollected(EventOrigin origin, Log log) {
        var event = Deopenchat.getCreditCollectedEventFromLog(log);
        return new CreditCollected(origin, Abi.address(event.payee), Abi.weiOrMax(event.amount));
    }
}
