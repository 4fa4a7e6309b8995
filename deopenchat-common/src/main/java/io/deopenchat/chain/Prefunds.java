package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedTopUp;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import org.web3j.abi.datatypes.Type;

/** Money that an owner sets aside once, and that its client keys may move into accounts. */
public final class Prefunds {
    private final Functions functions;

    Prefunds(Functions functions) {
        this.functions = functions;
    }

    /** Prefunded balance of an owner. */
    public Wei prefundOf(Address owner) {
        return functions.askWei(contract -> contract.prefundOf(owner.toString()));
    }

    /** What a client key may move. */
    public Allowance allowance(Address owner, Address client) {
        Deopenchat.AllowanceView view = functions.ask(
                contract -> contract.allowance(owner.toString(), client.toString()), Deopenchat.AllowanceView.class);
        return new Allowance(Abi.wei(view.perDay), Abi.wei(view.spentToday), Abi.time(view.expiresAt));
    }

    /** How much a client key may move to a provider in total, and has moved. */
    public ProviderAllowance providerAllowance(Address owner, Address client, Address provider) {
        List<Type<?>> answer = functions.askSeveral(
                contract -> contract.providerAllowance(owner.toString(), client.toString(), provider.toString()));
        return new ProviderAllowance(wei(answer.getFirst()), wei(answer.getLast()));
    }

    /** Adds to the sender's prefunded balance. */
    public ContractCall prefund(Wei amount) {
        return functions.paying(
                contract -> contract.prefund(amount.value(), BigInteger.ZERO),
                amount,
                "prefund of " + amount + " base units");
    }

    /** Pays the sender of its prefunded balance, at once. */
    public ContractCall withdrawPrefund(Wei amount) {
        return functions.call(
                contract -> contract.withdrawPrefund(amount.value()),
                "withdrawal of " + amount + " prefunded base units");
    }

    /**
     * Allows a client key to move the sender's prefunded money, or changes what it may; the limits per provider stay.
     *
     * @param perDay base units in one day of UTC; zero forbids everything
     */
    public ContractCall allowClient(PublicKey client, Wei perDay, Instant expiresAt) {
        return functions.call(
                contract -> contract.allowClient(client.toArray(), perDay.value(), Abi.seconds(expiresAt)),
                "allowance of client " + client.address());
    }

    /**
     * Puts providers on the list of a client key of the sender, or changes their limits.
     *
     * @param limits base units in total, ever; zero takes the provider off the list
     */
    public ContractCall allowProviders(Address client, SequencedMap<Address, Wei> limits) {
        List<String> providers = limits.keySet().stream().map(Address::toString).toList();
        List<BigInteger> amounts = limits.values().stream().map(Wei::value).toList();
        return functions.call(
                contract -> contract.allowProviders(client.toString(), providers, amounts),
                "limits of client " + client + " for " + limits.size()
                        + (limits.size() == 1 ? " provider" : " providers"));
    }

    /** Moves money into accounts; anyone may send it, and no row can make another one fail. */
    public ContractCall topUp(List<SignedTopUp> topUps) {
        return functions.call(contract -> contract.topUp(Rows.topUps(topUps)), "top-up of " + Rows.count(topUps));
    }

    /** What a top-up would do with each row if it were mined now. */
    public List<TopUpStatus> preflightTopUp(Address sender, List<SignedTopUp> topUps) {
        return Rows.statuses(functions.attempt(sender, topUp(topUps)), TopUpStatus::of);
    }

    private static Wei wei(Type<?> value) {
        return Abi.wei((BigInteger) value.getValue());
    }
}
