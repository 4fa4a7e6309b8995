package io.deopenchat.chain;

import io.deopenchat.chain.TreasuryEvent.FeeSet;
import io.deopenchat.chain.TreasuryEvent.TreasuryChanged;
import io.deopenchat.chain.TreasuryEvent.TreasuryProposed;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** The protocol's fee, read from logs. */
final class TreasuryEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(Deopenchat.FEESET_EVENT, FeeSet.class, TreasuryEvents::feeSet),
            new EventReader<>(
                    Deopenchat.TREASURYPROPOSED_EVENT, TreasuryProposed.class, TreasuryEvents::treasuryProposed),
            new EventReader<>(
                    Deopenchat.TREASURYCHANGED_EVENT, TreasuryChanged.class, TreasuryEvents::treasuryChanged));

    private TreasuryEvents() {}

    private static FeeSet feeSet(EventOrigin origin, Log log) {
        var event = Deopenchat.getFeeSetEventFromLog(log);
        return new FeeSet(origin, Abi.count(event.basisPoints), Abi.time(event.from));
    }

    private static TreasuryProposed treasuryProposed(EventOrigin origin, Log log) {
        var event = Deopenchat.getTreasuryProposedEventFromLog(log);
        return new TreasuryProposed(origin, Abi.address(event.treasury), Abi.address(event.proposed));
    }

    private static TreasuryChanged treasuryChanged(EventOrigin origin, Log log) {
        var event = Deopenchat.getTreasuryChangedEventFromLog(log);
        return new TreasuryChanged(origin, Abi.address(event.treasury));
    }
}
