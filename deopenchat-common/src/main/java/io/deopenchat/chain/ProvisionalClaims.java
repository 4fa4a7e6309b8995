package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Contest;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Signature;
import java.math.BigInteger;
import java.util.Optional;

/** Rounds that a client never confirmed. Totals are those of the account, cumulative like everywhere. */
public final class ProvisionalClaims {
    private static final byte[] NO_SIGNATURE = new byte[0];

    private final Functions functions;

    ProvisionalClaims(Functions functions) {
        this.functions = functions;
    }

    /**
     * Asserts that an account owes {@code assertedTotal}; only the request's provider may.
     *
     * @param receipt for the request, by the operator or by one that was replaced within the notice
     * @param assertedTotal cumulative cost, at most what the request authorized and at most claimed amount plus escrow
     * @param bond what the total exceeds the claimed amount by, or more: what is too much comes back
     */
    public ContractCall openProvisionalClaim(
            SignedRequest request, SignedReceipt receipt, Wei assertedTotal, Wei bond) {
        return functions.paying(
                contract -> contract.openProvisionalClaim(
                        Evidence.request(request.request()),
                        request.signature().toArray(),
                        Evidence.receipt(receipt.receipt()),
                        receipt.signature().toArray(),
                        assertedTotal.value(),
                        BigInteger.ZERO),
                bond,
                "provisional claim of a total of " + assertedTotal + " base units of client " + request.client());
    }

    /** Contests it with what the client signed; anyone may send it. */
    public ContractCall contest(Address client, Contest contest, Signature clientSignature) {
        return contest(client, contest, clientSignature.toArray());
    }

    /** Contests it without a signature; owner of the account only. */
    public ContractCall contest(Address client, Contest contest) {
        return contest(client, contest, NO_SIGNATURE);
    }

    /** Pays the provider when the time to contest is over; anyone may. */
    public ContractCall finishProvisionalClaim(Address provider, Address client) {
        return functions.call(
                contract -> contract.finishProvisionalClaim(provider.toString(), client.toString()),
                "finish of the provisional claim against client " + client);
    }

    /** Takes the bond back once all that was asserted has been confirmed and claimed; provider only. */
    public ContractCall dropProvisionalClaim(Address client) {
        return functions.call(
                contract -> contract.dropProvisionalClaim(client.toString()),
                "drop of the provisional claim against client " + client);
    }

    /** Empty if none is open. */
    public Optional<ProvisionalClaim> provisionalClaim(Address provider, Address client) {
        Deopenchat.ProvisionalClaimView view = functions.ask(
                contract -> contract.provisionalClaim(provider.toString(), client.toString()),
                Deopenchat.ProvisionalClaimView.class);
        return view.closesAt.signum() == 0
                ? Optional.empty()
                : Optional.of(new ProvisionalClaim(
                        Bytes32.of(view.requestHash),
                        Abi.wei(view.assertedTotal),
                        Abi.wei(view.bond),
                        Abi.time(view.closesAt)));
    }

    /** Money that went to nobody so far and stays in the contract for ever; {@link Wei#MAX} for anything beyond it. */
    public Wei burned() {
        return functions.askWei(Deopenchat::burned);
    }

    private ContractCall contest(Address client, Contest contest, byte[] signature) {
        return functions.call(
                contract -> contract.contest(
                        contest.provider().toString(),
                        client.toString(),
                        contest.requestHash().toArray(),
                        contest.owed().value(),
                        signature),
                "contest of the provisional claim against client " + client);
    }
}
