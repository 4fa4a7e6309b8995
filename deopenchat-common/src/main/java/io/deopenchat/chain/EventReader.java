package io.deopenchat.chain;

import java.util.function.BiFunction;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.core.methods.response.Log;

/**
 * How one event of the contract is read.
 *
 * @param event as the generated wrapper declares it
 */
record EventReader<E extends ContractEvent>(Event event, Class<E> type, BiFunction<EventOrigin, Log, E> reading) {

    /** First topic of its logs. */
    String topic() {
        return EventEncoder.encode(event);
    }

    ContractEvent read(EventOrigin origin, Log log) {
        return reading.apply(origin, log);
    }
}
