package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.stream.Stream;

/** Somebody who sends transactions. */
final class MarketWallet {
    private final Market market;
    private final int account;

    MarketWallet(Market market, int account) {
        this.market = market;
        this.account = account;
    }

    Market market() {
        return market;
    }

    DeopenchatContract contract() {
        return market.contract();
    }

    Address address() {
        return Anvil.address(account);
    }

    /** @return the events of it */
    List<ContractEvent> sends(ContractCall call) {
        return contract().events(send(call));
    }

    /** Lets the contract pull the money first, where it settles in a token. */
    List<ContractEvent> pays(Wei amount, ContractCall call) {
        approves(amount);
        return sends(call);
    }

    void approves(Wei amount) {
        if (!contract().settlesInNativeCoin()) {
            send(contract().approvals().approve(amount));
        }
    }

    List<ContractEvent> sendsTogether(ContractCall... calls) {
        Stream.of(calls).forEach(market::noteSent);
        return sends(contract().batch(List.of(calls)));
    }

    /** What the call brings in, what it costs in gas left out. */
    Wei gains(ContractCall call) {
        Wei before = market.balance(address());
        MinedTransaction mined = send(call);
        Wei gas = contract().settlesInNativeCoin() ? mined.gasCost() : Wei.ZERO;
        return market.balance(address()).plus(gas).minus(before);
    }

    Wei credit() {
        return contract().credits().credit(address());
    }

    /** Why the contract refuses a call. */
    ContractRefusal refusalOf(ContractCall call) {
        try {
            market.node().preflight(address(), call);
        } catch (ContractRefusal refusal) {
            return refusal;
        }
        throw new AssertionError(call.description() + " is not refused");
    }

    /** The same of a call that takes money. */
    ContractRefusal refusalOfPaying(Wei amount, ContractCall call) {
        approves(amount);
        return refusalOf(call);
    }

    /** Takes what waits for it. */
    void leaves() {
        if (!credit().isZero()) {
            sends(contract().credits().collectCredit());
        }
        Wei prefund = contract().prefunds().prefundOf(address());
        if (!prefund.isZero()) {
            sends(contract().prefunds().withdrawPrefund(prefund));
        }
    }

    private MinedTransaction send(ContractCall call) {
        market.noteSent(call);
        return market.sender(account).send(call);
    }
}
