package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Signature;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Money set aside for one provider by one client. */
public final class Escrow {
    private static final byte[] NO_BIND = new byte[0];

    private final Functions functions;

    Escrow(Functions functions) {
        this.functions = functions;
    }

    /**
     * Buys thousands of tokens for a client key; the sender becomes the owner of a new account.
     *
     * @param payment native coin to send along, {@link Listing#costOfThousands} or more: what is too much comes back. With a
     *     token deployment nothing is sent and the cost is pulled; see {@link Approvals#approve}
     */
    public ContractCall fetchTokens(Address provider, Bytes32 model, long ktokens, PublicKey client, Wei payment) {
        return fetchTokens(provider, model, ktokens, client, NO_BIND, payment);
    }

    /** The same with the client's consent, which gives the sender an account that somebody else opened before. */
    public ContractCall fetchTokens(
            Address provider,
            Bytes32 model,
            long ktokens,
            PublicKey client,
            Bind bind,
            Signature bindSignature,
            Wei payment) {
        return fetchTokens(provider, model, ktokens, client, packed(bind, bindSignature), payment);
    }

    /** Adds to an existing account; refused if somebody else than {@code expectedOwner} owns it by then. */
    public ContractCall depositFor(Address provider, Address client, Address expectedOwner, Wei amount) {
        return functions.paying(
                contract -> contract.depositFor(
                        provider.toString(),
                        client.toString(),
                        expectedOwner.toString(),
                        amount.value(),
                        BigInteger.ZERO),
                amount,
                "deposit of " + amount + " base units for client " + client);
    }

    /** Makes the owner that the client's bind names the owner of an existing account, for good; anyone may send it. */
    public ContractCall bindOwner(Address provider, Address client, Bind bind, Signature bindSignature) {
        return functions.call(
                contract -> contract.bindOwner(
                        provider.toString(), client.toString(), bind.owner().toString(), packed(bind, bindSignature)),
                "bind of client " + client + " to owner " + bind.owner());
    }

    /** Empty if nobody ever funded this client with the provider. */
    public Optional<AccountState> account(Address provider, Address client) {
        Deopenchat.AccountView view = functions.ask(
                contract -> contract.account(provider.toString(), client.toString()), Deopenchat.AccountView.class);
        return Abi.address(view.owner).equals(Address.ZERO) ? Optional.empty() : Optional.of(read(view));
    }

    /** Number of accounts that were ever opened with the provider. */
    public long accountCount(Address provider) {
        return functions.askNumber(contract -> contract.accountCount(provider.toString()));
    }

    /** All accounts of a provider in the order of opening. */
    public List<AccountState> accounts(Address provider) {
        return functions.askPages(
                (contract, offset, limit) -> contract.accounts(provider.toString(), offset, limit),
                Deopenchat.AccountView.class,
                Escrow::read);
    }

    /**
     * Tokens that the client's free escrow buys at the larger price of the model, rounded down; zero if the model is not
     * listed, 2^63 - 1 if it is free of charge.
     */
    public long tokensLeft(Address provider, Address client, Bytes32 model) {
        return functions.askNumber(
                contract -> contract.tokensLeft(provider.toString(), client.toString(), model.toArray()));
    }

    private ContractCall fetchTokens(
            Address provider, Bytes32 model, long ktokens, PublicKey client, byte[] bind, Wei payment) {
        return functions.paying(
                contract -> contract.fetchTokens(
                        provider.toString(),
                        model.toArray(),
                        BigInteger.valueOf(ktokens),
                        client.toArray(),
                        bind,
                        BigInteger.ZERO),
                payment,
                "purchase of " + ktokens + ",000 tokens for client " + client.address());
    }

    /** 20 bytes of the provider that the client named, then its signature. */
    private static byte[] packed(Bind bind, Signature signature) {
        byte[] packed = new byte[Address.LENGTH + Signature.LENGTH];
        System.arraycopy(bind.provider().toArray(), 0, packed, 0, Address.LENGTH);
        System.arraycopy(signature.toArray(), 0, packed, Address.LENGTH, Signature.LENGTH);
        return packed;
    }

    private static AccountState read(Deopenchat.AccountView view) {
        return new AccountState(
                Abi.address(view.client),
                Abi.address(view.owner),
                view.bound,
                Abi.publicKey(view.publicKeyX, view.publicKeyY),
                Abi.wei(view.escrow),
                Abi.wei(view.claimed),
                Abi.number(view.rounds),
                Abi.number(view.ktokens),
                Abi.wei(view.locked),
                Abi.wei(view.withdrawing),
                Abi.wei(view.declaredTotal),
                Abi.timeOrNull(view.maturesAt),
                Abi.timeOrNull(view.lapsesAt),
                Abi.number(view.releaseNonce),
                Abi.address(view.withdrawalBeneficiary),
                Abi.wei(view.flagged),
                Abi.wei(view.contested));
    }
}
