package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.protocol.Comparison;
import io.deopenchat.protocol.Flag;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Signature;
import java.util.ArrayList;
import java.util.List;

/** What became known of providers through money, and what paying clients say about them. */
public final class Reputation {
    private final Functions functions;

    Reputation(Functions functions) {
        this.functions = functions;
    }

    /** Hands in a client's flag; anyone may. */
    public ContractCall flag(Address client, Flag flag, Signature clientSignature) {
        return functions.call(
                contract -> contract.flag(
                        flag.provider().toString(),
                        client.toString(),
                        flag.total().value(),
                        clientSignature.toArray()),
                "flag of client " + client + " against provider " + flag.provider());
    }

    /** Hands in a client's comparison of two providers; anyone may. */
    public ContractCall compare(Address client, Comparison comparison, Signature clientSignature) {
        return functions.call(
                contract -> contract.compare(
                        comparison.preferred().toString(),
                        comparison.other().toString(),
                        client.toString(),
                        comparison.total().value(),
                        clientSignature.toArray()),
                "comparison of client " + client + " in favour of provider " + comparison.preferred());
    }

    /** The record of one provider; all zero for one that never registered. */
    public ProviderRecord providerRecord(Address provider) {
        return providerRecords(List.of(provider)).getFirst();
    }

    /** The records of some providers, in the order asked for. */
    public List<ProviderRecord> providerRecords(List<Address> providers) {
        List<ProviderRecord> records = new ArrayList<>();
        for (int from = 0; from < providers.size(); from += Functions.PAGE_SIZE) {
            List<String> some = providers.subList(from, Math.min(providers.size(), from + Functions.PAGE_SIZE)).stream()
                    .map(Address::toString)
                    .toList();
            records.addAll(functions.askList(
                    contract -> contract.providerRecords(some), Deopenchat.ProviderRecord.class, Reputation::read));
        }
        return List.copyOf(records);
    }

    private static ProviderRecord read(Deopenchat.ProviderRecord view) {
        return new ProviderRecord(
                Abi.wei(view.money),
                Abi.number(view.rounds),
                Abi.number(view.ktokens),
                Abi.number(view.clients),
                Abi.wei(view.flagged),
                Abi.wei(view.contested),
                Abi.wei(view.compared),
                Abi.wei(view.preferred),
                Abi.number(view.ordersLocked),
                Abi.number(view.ordersFinished),
                Abi.number(view.ordersAbandoned));
    }
}
