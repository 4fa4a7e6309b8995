package io.deopenchat.acceptance;

import io.deopenchat.bridge.Bridge;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.counterparty.Purse;
import io.deopenchat.bridge.provider.ChainDirectory;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** A client key with an owner who pays for it: buys tokens, runs a bridge in this JVM. */
final class ClientActor {
    private final Marketplace market;
    private final TransactionSender owner;
    private final SecretKey key;
    private final Signer signer;
    private final Path stateDirectory;

    ClientActor(Marketplace market, SecretKey ownerWallet) {
        this(market, ownerWallet, SecretKey.generate(new SecureRandom()));
    }

    ClientActor(Marketplace market, SecretKey ownerWallet, SecretKey key) {
        this.market = market;
        this.owner = market.sender(ownerWallet);
        this.key = key;
        this.signer = new Signer(key, Secp256k1.fastest());
        this.stateDirectory = market.directory("bridge");
    }

    Address address() {
        return signer.address();
    }

    Signer signer() {
        return signer;
    }

    SecretKey key() {
        return key;
    }

    Path stateDirectory() {
        return stateDirectory;
    }

    TransactionSender owner() {
        return owner;
    }

    /** @return what it cost */
    Wei fetchesTokens(ProviderActor provider, String model, long ktokens) {
        Listing listing = market.contract()
                .registry()
                .listing(provider.address(), ModelId.of(model))
                .orElseThrow();
        Wei cost = listing.costOfThousands(ktokens);
        owner.send(market.contract()
                .escrow()
                .fetchTokens(provider.address(), ModelId.of(model), ktokens, signer.publicKey(), cost));
        return cost;
    }

    AccountState account(ProviderActor provider) {
        return market.account(provider.address(), address());
    }

    /** Starts a bridge; again after {@link BridgeActor#stops} on the same journal. */
    BridgeActor startsBridge(ProviderActor provider) {
        return startsBridge(provider, Optional.empty());
    }

    /** The same, with a purse to top its account up. */
    BridgeActor startsBridge(ProviderActor provider, Optional<Purse> purse) {
        return startsBridge(usual(provider), purse);
    }

    /** Starts one that sends nothing which is not sealed. */
    BridgeActor startsSealingBridge(ProviderActor provider) {
        return startsBridge(usual(provider).sealing(), Optional.empty());
    }

    private BridgeConfig usual(ProviderActor provider) {
        return BridgeConfig.of("127.0.0.1", 0, provider.address(), stateDirectory)
                .allowingPrivateEndpoints();
    }

    private BridgeActor startsBridge(BridgeConfig config, Optional<Purse> purse) {
        Bridge bridge = market.closing(new Bridge(
                config,
                market.contract().domain(),
                new ChainDirectory(market.contract()),
                key,
                purse,
                InstantSource.system(),
                failure -> {
                    throw failure;
                }));
        return new BridgeActor(bridge, stateDirectory);
    }
}
