package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Release;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Signature;

/** Ways for an owner to get its escrow back. */
public final class Withdrawals {
    private final Functions functions;

    Withdrawals(Functions functions) {
        this.functions = functions;
    }

    /**
     * Asks for money back; owner only.
     *
     * @param amount {@link Wei#MAX} for everything
     * @param declaredTotal cumulative cost that the client has confirmed; the provider is paid up to it first
     */
    public ContractCall requestWithdrawal(Address provider, Address client, Wei amount, Wei declaredTotal) {
        return functions.call(
                contract -> contract.requestWithdrawal(
                        provider.toString(), client.toString(), amount.value(), declaredTotal.value()),
                "request of a withdrawal of client " + client);
    }

    /** Takes the request back; owner only. */
    public ContractCall cancelWithdrawal(Address provider, Address client) {
        return functions.call(
                contract -> contract.cancelWithdrawal(provider.toString(), client.toString()),
                "cancellation of the withdrawal of client " + client);
    }

    /** Finishes a mature withdrawal; anyone may, only the sender's own share is sent, others get credit. */
    public ContractCall finishWithdrawal(Address provider, Address client) {
        return functions.call(
                contract -> contract.finishWithdrawal(provider.toString(), client.toString()),
                "finish of the withdrawal of client " + client);
    }

    /** Settles an account at once with the operator's signature; owner only. */
    public ContractCall release(Release release, Signature operatorSignature) {
        return functions.call(
                contract -> contract.release(
                        release.provider().toString(),
                        release.client().toString(),
                        release.settledTotal().value(),
                        Abi.uint(release.nonce()),
                        Abi.uint(release.deadline()),
                        operatorSignature.toArray()),
                "release of client " + release.client());
    }
}
