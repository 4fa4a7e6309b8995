package io.deopenchat.chain;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.signing.Hash;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** A log that a node makes up is an event of ours, none of ours, or the node's failure; nothing else comes of it. */
final class EventLogFuzz {
    private static final List<String> TOPICS = EventDecoder.topics(ContractEvent.class);
    private static final HexFormat HEX = HexFormat.of();

    private EventLogFuzz() {}

    /** The first byte chooses the event, the second how many topics follow, in words; the rest is data. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        List<String> topics = new ArrayList<>(List.of(TOPICS.get(input.choice(TOPICS.size()))));
        for (int more = input.choice(5); more > 0; more--) {
            topics.add("0x" + HEX.formatHex(input.bytes(32)));
        }
        Log log = new Log();
        log.setTopics(topics);
        log.setBlockNumber("0x7");
        log.setLogIndex("0x0");
        log.setTransactionHash(Hash.keccak256("transaction").toString());
        log.setData("0x" + HEX.formatHex(input.rest()));
        read(bytes, ChainUnavailable.class, () -> EventDecoder.decode(log))
                .ifPresent(event -> equal(event, EventDecoder.decode(log), "a log says the same twice"));
    }
}
