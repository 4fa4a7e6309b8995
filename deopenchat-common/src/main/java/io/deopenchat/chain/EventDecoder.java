package io.deopenchat.chain;

import static java.util.Map.entry;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.core.methods.response.Log;

/** Reads the events that daemons follow from logs of the contract; {@code provider} is the first topic of each. */
final class EventDecoder {
    private static final Map<String, Decoding> DECODINGS = Map.ofEntries(
            decoding(Deopenchat.PROVIDERREGISTERED_EVENT, EventDecoder::providerRegistered),
            decoding(Deopenchat.PROVIDERUPDATED_EVENT, EventDecoder::providerUpdated),
            decoding(Deopenchat.MODELLISTED_EVENT, EventDecoder::modelListed),
            decoding(Deopenchat.MODELUNLISTED_EVENT, EventDecoder::modelUnlisted),
            decoding(Deopenchat.ACCOUNTOPENED_EVENT, EventDecoder::accountOpened),
            decoding(Deopenchat.DEPOSITED_EVENT, EventDecoder::deposited),
            decoding(Deopenchat.OWNERDISPLACED_EVENT, EventDecoder::ownerDisplaced),
            decoding(Deopenchat.CLAIMED_EVENT, EventDecoder::claimed),
            decoding(Deopenchat.CLAIMSETTLED_EVENT, EventDecoder::claimSettled),
            decoding(Deopenchat.WITHDRAWALREQUESTED_EVENT, EventDecoder::withdrawalRequested),
            decoding(Deopenchat.WITHDRAWALCANCELLED_EVENT, EventDecoder::withdrawalCancelled),
            decoding(Deopenchat.WITHDRAWALFINISHED_EVENT, EventDecoder::withdrawalFinished),
            decoding(Deopenchat.RELEASED_EVENT, EventDecoder::released));

    private interface Decoding {
        ContractEvent decode(EventOrigin origin, Log log);
    }

    private EventDecoder() {}

    /** First topics of the events that are read here. */
    static List<String> topics() {
        return DECODINGS.keySet().stream().sorted().toList();
    }

    static String topic(Address address) {
        return "0x" + "0".repeat(2 * (Bytes32.LENGTH - Address.LENGTH))
                + address.toString().substring(2);
    }

    /** Empty for events that no daemon follows. */
    static Optional<ContractEvent> decode(Log log) {
        if (log.getTopics().isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(DECODINGS.get(log.getTopics().getFirst()))
                .map(decoding -> decoding.decode(origin(log), log));
    }

    private static EventOrigin origin(Log log) {
        return new EventOrigin(
                log.getBlockNumber().longValueExact(),
                log.getLogIndex().intValueExact(),
                Bytes32.parse(log.getTransactionHash()));
    }

    private static ContractEvent providerRegistered(EventOrigin origin, Log log) {
        var event = Deopenchat.getProviderRegisteredEventFromLog(log);
        return new ContractEvent.ProviderRegistered(
                origin,
                Abi.address(event.provider),
                Abi.address(event.operator),
                Abi.bytes32(event.encryptionKey),
                event.endpoint,
                event.metadataUri);
    }

    private static ContractEvent providerUpdated(EventOrigin origin, Log log) {
        var event = Deopenchat.getProviderUpdatedEventFromLog(log);
        return new ContractEvent.ProviderUpdated(
                origin,
                Abi.address(event.provider),
                Abi.address(event.operator),
                Abi.bytes32(event.encryptionKey),
                event.endpoint,
                event.metadataUri);
    }

    private static ContractEvent modelListed(EventOrigin origin, Log log) {
        var event = Deopenchat.getModelListedEventFromLog(log);
        return new ContractEvent.ModelListed(
                origin,
                Abi.address(event.provider),
                Abi.bytes32(event.model),
                event.name,
                Abi.count(event.kind),
                Abi.count(event.capacity),
                Abi.prices(event.prices));
    }

    private static ContractEvent modelUnlisted(EventOrigin origin, Log log) {
        var event = Deopenchat.getModelUnlistedEventFromLog(log);
        return new ContractEvent.ModelUnlisted(origin, Abi.address(event.provider), Abi.bytes32(event.model));
    }

    private static ContractEvent accountOpened(EventOrigin origin, Log log) {
        var event = Deopenchat.getAccountOpenedEventFromLog(log);
        return new ContractEvent.AccountOpened(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.publicKey(event.publicKeyX, event.publicKeyY));
    }

    private static ContractEvent deposited(EventOrigin origin, Log log) {
        var event = Deopenchat.getDepositedEventFromLog(log);
        return new ContractEvent.Deposited(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.wei(event.amount),
                Abi.wei(event.escrow));
    }

    private static ContractEvent ownerDisplaced(EventOrigin origin, Log log) {
        var event = Deopenchat.getOwnerDisplacedEventFromLog(log);
        return new ContractEvent.OwnerDisplaced(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.address(event.displacedOwner),
                Abi.wei(event.withdrawing),
                Abi.number(event.maturesAt));
    }

    private static ContractEvent claimed(EventOrigin origin, Log log) {
        var event = Deopenchat.getClaimedEventFromLog(log);
        Totals totals = new Totals(event.totals);
        return new ContractEvent.Claimed(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.wei(event.paid),
                totals.cumulativeCost(),
                totals.rounds(),
                totals.tokens(),
                Abi.bytes32(event.transcript));
    }

    private static ContractEvent claimSettled(EventOrigin origin, Log log) {
        var event = Deopenchat.getClaimSettledEventFromLog(log);
        return new ContractEvent.ClaimSettled(
                origin, Abi.address(event.provider), Abi.wei(event.amount), Abi.count(event.rows));
    }

    private static ContractEvent withdrawalRequested(EventOrigin origin, Log log) {
        var event = Deopenchat.getWithdrawalRequestedEventFromLog(log);
        return new ContractEvent.WithdrawalRequested(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.wei(event.amount),
                Abi.wei(event.declaredTotal),
                Abi.number(event.maturesAt),
                Abi.number(event.lapsesAt));
    }

    private static ContractEvent withdrawalCancelled(EventOrigin origin, Log log) {
        var event = Deopenchat.getWithdrawalCancelledEventFromLog(log);
        return new ContractEvent.WithdrawalCancelled(
                origin, Abi.address(event.provider), Abi.address(event.client), Abi.address(event.owner));
    }

    private static ContractEvent withdrawalFinished(EventOrigin origin, Log log) {
        var event = Deopenchat.getWithdrawalFinishedEventFromLog(log);
        return new ContractEvent.WithdrawalFinished(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.beneficiary),
                Abi.wei(event.providerPaid),
                Abi.wei(event.paid),
                Abi.wei(event.claimed));
    }

    private static ContractEvent released(EventOrigin origin, Log log) {
        var event = Deopenchat.getReleasedEventFromLog(log);
        return new ContractEvent.Released(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.wei(event.providerPaid),
                Abi.wei(event.paid),
                Abi.wei(event.claimed),
                Abi.number(event.nonce));
    }

    private static Map.Entry<String, Decoding> decoding(Event event, Decoding decoding) {
        return entry(EventEncoder.encode(event), decoding);
    }
}
