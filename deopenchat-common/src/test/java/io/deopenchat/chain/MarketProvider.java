package io.deopenchat.chain;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.Release;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.Signer;
import java.util.List;

/** A provider with its wallet, and an operator key that it may replace. */
final class MarketProvider {
    static final String MODEL = "meta-llama/Llama-3.1-8B-Instruct";
    static final Bytes32 MODEL_ID = ModelId.of(MODEL);

    private final MarketWallet wallet;
    private final Signer operator;

    MarketProvider(MarketWallet wallet, SecretKey operator) {
        this.wallet = wallet;
        this.operator = new Signer(operator, Secp256k1.fastest());
    }

    /** The same provider, signing with another key. */
    MarketProvider withOperator(SecretKey another) {
        return new MarketProvider(wallet, another);
    }

    MarketWallet wallet() {
        return wallet;
    }

    Address address() {
        return wallet.address();
    }

    Address operator() {
        return operator.address();
    }

    MarketProvider registers() {
        wallet.sends(wallet.contract().registry().registerProvider(details()));
        return this;
    }

    /** Names the operator whose key it has. */
    void namesItsOperator() {
        wallet.sends(wallet.contract().registry().updateProvider(details()));
    }

    private ProviderDetails details() {
        return new ProviderDetails("https://gateway.example", operator(), Hash.keccak256("encryption key"), "");
    }

    /** At one price for 1,000 tokens, prompt and completion alike. */
    MarketProvider lists(long perThousandTokens) {
        TokenPrice price = TokenPrice.perThousand(Wei.of(perThousandTokens));
        wallet.sends(wallet.contract()
                .registry()
                .listModel(MODEL, Listing.INFERENCE, 8, new Prices(Wei.ZERO, price, price)));
        return this;
    }

    void unlists() {
        wallet.sends(wallet.contract().registry().unlistModel(MODEL_ID));
    }

    RegisteredProvider entry() {
        return wallet.contract().registry().provider(address()).orElseThrow();
    }

    Listing listing() {
        return wallet.contract().registry().listing(address(), MODEL_ID).orElseThrow();
    }

    ProviderRecord record() {
        return wallet.contract().reputation().providerRecord(address());
    }

    List<ContractEvent> claims(SignedConfirmation... confirmations) {
        return wallet.sends(wallet.contract().claims().claim(address(), List.of(confirmations)));
    }

    /** The operator's bill for a round. */
    SignedReceipt bills(SignedRequest request, long cost) {
        Domain domain = wallet.contract().domain();
        Receipt receipt = new Receipt(
                request.client(),
                request.request().sequence(),
                domain.digest(request.request()),
                Hash.keccak256("response"),
                new Usage(700, 300),
                Wei.of(cost),
                RoundStatus.COMPLETE);
        return new SignedReceipt(receipt, operator.sign(domain, receipt));
    }

    /** Puts down a bond, and asserts a total that the client never confirmed. */
    List<ContractEvent> asserts(SignedRequest request, long cost, long total, long bond) {
        return wallet.pays(
                Wei.of(bond),
                wallet.contract()
                        .provisionalClaims()
                        .openProvisionalClaim(request, bills(request, cost), Wei.of(total), Wei.of(bond)));
    }

    Signature agreesTo(Release release) {
        return operator.sign(wallet.contract().domain(), release);
    }

    List<ContractEvent> locks(MarketOrder order) {
        return wallet.sends(wallet.contract().orders().lockOrder(order.id(), order.terms()));
    }
}
