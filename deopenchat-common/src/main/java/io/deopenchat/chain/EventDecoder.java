package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.web3j.protocol.core.methods.response.Log;

/** Reads the contract's events from its logs. */
final class EventDecoder {
    private static final Map<String, EventReader<?>> READERS = Stream.of(
                    RegistryEvents.READERS,
                    AccountEvents.READERS,
                    ProvisionalClaimEvents.READERS,
                    ClaimEvents.READERS,
                    OrderEvents.READERS,
                    PrefundEvents.READERS,
                    CreditEvents.READERS,
                    TreasuryEvents.READERS,
                    ReputationEvents.READERS)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableMap(EventReader::topic, Function.identity()));

    private EventDecoder() {}

    /** First topics of the events of a kind. */
    static List<String> topics(Class<? extends ContractEvent> kind) {
        return READERS.values().stream()
                .filter(reader -> kind.isAssignableFrom(reader.type()))
                .map(EventReader::topic)
                .sorted()
                .toList();
    }

    static String topic(Address address) {
        return "0x" + "0".repeat(2 * (Bytes32.LENGTH - Address.LENGTH))
                + address.toString().substring(2);
    }

    /**
     * Empty for logs that this build of the contract does not write.
     *
     * @throws ChainUnavailable if the log has a topic of ours and not its form: the contract never wrote it
     */
    static Optional<ContractEvent> decode(Log log) {
        try {
            return Optional.ofNullable(
                            log.getTopics().isEmpty()
                                    ? null
                                    : READERS.get(log.getTopics().getFirst()))
                    .map(reader -> reader.read(origin(log), log));
        } catch (RuntimeException unreadable) {
            throw new ChainUnavailable(
                    "a node sent a log of the contract that cannot be read; ask another one (--chain-endpoint)",
                    unreadable);
        }
    }

    private static EventOrigin origin(Log log) {
        return new EventOrigin(
                log.getBlockNumber().longValueExact(),
                log.getLogIndex().intValueExact(),
                Bytes32.parse(log.getTransactionHash()));
    }
}
