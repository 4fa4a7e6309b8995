package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/** Money that waits to be collected. */
public final class Credits {
    private final Functions functions;

    Credits(Functions functions) {
        this.functions = functions;
    }

    /** What {@code payee} may collect, in base units of the settlement currency; {@link Wei#MAX} for anything beyond it. */
    public Wei credit(Address payee) {
        return functions.askWei(contract -> contract.credit(payee.toString()));
    }

    /** Pays the sender all of its credit. */
    public ContractCall collectCredit() {
        return functions.call(Deopenchat::collectCredit, "collection of credit");
    }
}
