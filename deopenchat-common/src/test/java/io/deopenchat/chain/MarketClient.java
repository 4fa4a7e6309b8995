package io.deopenchat.chain;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.protocol.Comparison;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.Contest;
import io.deopenchat.protocol.Flag;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.protocol.SignedTopUp;
import io.deopenchat.protocol.TopUp;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.TypedMessage;
import java.time.Instant;

/** A client key. It signs, and never sends anything. */
final class MarketClient {
    static final Bytes32 TRANSCRIPT = Hash.keccak256("transcript");

    private final Domain domain;
    private final Signer signer;
    private long sequence;

    MarketClient(Domain domain, String seed) {
        this.domain = domain;
        this.signer = new Signer(SecretKey.parse(Hash.keccak256(seed).toString()), Secp256k1.fastest());
    }

    Address address() {
        return signer.address();
    }

    PublicKey publicKey() {
        return signer.publicKey();
    }

    Signature signs(TypedMessage message) {
        return signer.sign(domain, message);
    }

    /** One round of 1,000 tokens for each 1,000 base units of the total. */
    SignedConfirmation confirms(MarketProvider provider, long total) {
        long rounds = total / 1_000;
        Confirmation confirmation =
                new Confirmation(provider.address(), Wei.of(total), rounds, 1_000 * rounds, TRANSCRIPT);
        return new SignedConfirmation(confirmation, signs(confirmation));
    }

    /** A request that may cost {@code maxCost}, and raises what is authorized to {@code authorized} in total. */
    SignedRequest asks(MarketProvider provider, long maxCost, long authorized, Instant deadline) {
        InferenceRequest request = new InferenceRequest(
                provider.address(),
                ++sequence,
                Hash.keccak256("content"),
                ModelId.of(MarketProvider.MODEL),
                new Prices(Wei.ZERO, TokenPrice.FREE, TokenPrice.FREE),
                Wei.of(maxCost),
                Wei.of(authorized),
                deadline.getEpochSecond());
        return new SignedRequest(request, address(), signs(request));
    }

    SignedTopUp topsUp(MarketProvider provider, MarketOwner owner, long total, Instant deadline) {
        TopUp topUp = new TopUp(owner.address(), provider.address(), Wei.of(total), deadline.getEpochSecond());
        return new SignedTopUp(topUp, signs(topUp));
    }

    /** To any provider. */
    Bind bindTo(MarketOwner owner) {
        return new Bind(Address.ZERO, owner.address());
    }

    Contest admits(MarketProvider provider, SignedRequest asserted, long owed) {
        return new Contest(provider.address(), domain.digest(asserted.request()), Wei.of(owed));
    }

    Flag flags(MarketProvider provider, long total) {
        return new Flag(provider.address(), Wei.of(total));
    }

    Comparison prefers(MarketProvider preferred, MarketProvider other, long total) {
        return new Comparison(preferred.address(), other.address(), Wei.of(total));
    }
}
