package io.deopenchat.chain;

import io.deopenchat.chain.ReputationEvent.Compared;
import io.deopenchat.chain.ReputationEvent.Flagged;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** What paying clients say, read from logs. */
final class ReputationEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(Deopenchat.FLAGGED_EVENT, Flagged.class, ReputationEvents::flagged),
            new EventReader<>(Deopenchat.COMPARED_EVENT, Compared.class, ReputationEvents::compared));

    private ReputationEvents() {}

    private static Flagged flagged(EventOrigin origin, Log log) {
        var event = Deopenchat.getFlaggedEventFromLog(log);
        return new Flagged(origin, Abi.address(event.provider), Abi.address(event.client), Abi.wei(event.total));
    }

    private static Compared compared(EventOrigin origin, Log log) {
        var event = Deopenchat.getComparedEventFromLog(log);
        return new Compared(
                origin,
                Abi.address(event.preferred),
                Abi.address(event.other),
                Abi.address(event.client),
                Abi.wei(event.total));
    }
}
