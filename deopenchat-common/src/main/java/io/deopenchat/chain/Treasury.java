package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.signing.Address;
import java.math.BigInteger;

/** The protocol's fee and who sets it. */
public final class Treasury {
    private final Functions functions;

    Treasury(Functions functions) {
        this.functions = functions;
    }

    public Fee fee() {
        Deopenchat.FeeView view = functions.ask(Deopenchat::fee, Deopenchat.FeeView.class);
        return new Fee(
                Abi.address(view.treasury),
                Abi.address(view.proposedTreasury),
                Abi.count(view.basisPoints),
                Abi.count(view.maximumBasisPoints),
                view.nextFrom.signum() == 0
                        ? null
                        : new Fee.Announcement(Abi.count(view.nextBasisPoints), Abi.time(view.nextFrom)));
    }

    /** Sets the fee: a lower one holds at once, a higher one after the notice of one withdrawal delay; treasury only. */
    public ContractCall setFee(int basisPoints) {
        return functions.call(
                contract -> contract.setFee(BigInteger.valueOf(basisPoints)),
                "fee of " + basisPoints + " basis points");
    }

    /** Names who may take the treasury's place, or nobody with {@link Address#ZERO}; treasury only. */
    public ContractCall proposeTreasury(Address proposed) {
        return functions.call(
                contract -> contract.proposeTreasury(proposed.toString()), "proposal of treasury " + proposed);
    }

    /** Takes the treasury's place; proposed address only. */
    public ContractCall acceptTreasury() {
        return functions.call(Deopenchat::acceptTreasury, "acceptance of the treasury");
    }
}
