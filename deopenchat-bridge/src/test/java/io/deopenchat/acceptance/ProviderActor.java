package io.deopenchat.acceptance;

import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.Deployments;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderDetails;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.gateway.Gateway;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.claim.ClaimedRows;
import io.deopenchat.gateway.claim.Claims;
import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.LedgerConfig;
import io.deopenchat.gateway.config.ListenConfig;
import io.deopenchat.gateway.config.OperationsConfig;
import io.deopenchat.gateway.config.SealingConfig;
import io.deopenchat.gateway.config.ServingConfig;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider: registers, lists, runs a gateway in this JVM, claims. */
final class ProviderActor {
    static final int PLENTY_OF_CAPACITY = 256;
    static final long NEVER = Long.MAX_VALUE;

    private final Marketplace market;
    private final SecretKey wallet;
    private final TransactionSender sender;
    private final Path stateDirectory;
    private final int port;
    private @Nullable String registeredEndpoint;
    private @Nullable SealingConfig sealing;
    private long highWaterLevel = NEVER;
    private int maxBodyBytes = ListenConfig.DEFAULT_MAX_BODY_BYTES;

    ProviderActor(Marketplace market, SecretKey wallet) {
        this.market = market;
        this.wallet = wallet;
        this.sender = market.sender(wallet);
        this.stateDirectory = market.directory("gateway");
        this.port = freePort();
    }

    Address address() {
        return sender.address();
    }

    SecretKey wallet() {
        return wallet;
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    Path stateDirectory() {
        return stateDirectory;
    }

    /** Is registered there, and not where its gateway listens. */
    ProviderActor registersAs(String endpoint) {
        registeredEndpoint = endpoint;
        return this;
    }

    /** Registers, and lists a model at one price for prompt and completion. */
    ProviderActor lists(String model, Wei perThousandTokens, int capacity) {
        TokenPrice price = TokenPrice.perThousand(perThousandTokens);
        return lists(model, new Prices(Wei.ZERO, price, price), capacity);
    }

    /** Registers, and lists a model whose rounds all cost the same. */
    ProviderActor listsByRequest(String model, Wei perRequest, int capacity) {
        return lists(model, new Prices(perRequest, TokenPrice.FREE, TokenPrice.FREE), capacity);
    }

    private ProviderActor lists(String model, Prices prices, int capacity) {
        if (market.contract().registry().provider(address()).isEmpty()) {
            sender.send(market.contract()
                    .registry()
                    .registerProvider(new ProviderDetails(
                            registeredEndpoint == null ? endpoint() : registeredEndpoint,
                            Address.ZERO,
                            Bytes32.ZERO,
                            "")));
        }
        sender.send(market.contract().registry().listModel(model, Listing.INFERENCE, capacity, prices));
        return this;
    }

    ProviderActor claimsAt(long tokens) {
        highWaterLevel = tokens;
        return this;
    }

    ProviderActor takesBodiesUpTo(int bytes) {
        maxBodyBytes = bytes;
        return this;
    }

    ProviderActor opensSealed(SealingConfig config) {
        sealing = config;
        return this;
    }

    private ServingConfig serving(URI backend) {
        ServingConfig usual =
                ServingConfig.of(BackendPlan.of(BackendConfig.of(backend, null)), ServingConfig.DEFAULT_LIMITS);
        return sealing == null ? usual : usual.opening(sealing);
    }

    /** Starts a gateway in front of the backend; again after {@link Gateway#close} on the same ledger. */
    Gateway serves(URI backend) {
        ChainClient node = market.closing(ChainClient.connect(market.chain().url()));
        return market.closing(new Gateway(
                new GatewayConfig(
                        ListenConfig.local(port, maxBodyBytes),
                        serving(backend),
                        LedgerConfig.withoutWaiting(stateDirectory, null),
                        ClaimConfig.at(highWaterLevel).atAnyCost(),
                        AccessConfig.DEFAULT),
                OperationsConfig.DEFAULT,
                node,
                new Deployments(node, ContractBuild.checkedIn()).verify(market.deployment()),
                wallet,
                wallet,
                InstantSource.system(),
                "test",
                failure -> {
                    throw failure;
                }));
    }

    /** Claims everything that is confirmed, as the command does. */
    List<ClaimedRows> claims() {
        try (Ledger ledger = Ledger.openReadOnly(stateDirectory)) {
            return new Claims(market.contract(), sender, address())
                    .claim(ledger.confirmations().stream()
                            .map(Ledger.ClientConfirmation::signed)
                            .toList());
        }
    }

    /** All rows that were ever claimed, from the chain. */
    List<AccountEvent.Claimed> claimedRows() {
        return market.contract().events(address(), 0, market.node().headBlock()).stream()
                .filter(AccountEvent.Claimed.class::isInstance)
                .map(AccountEvent.Claimed.class::cast)
                .toList();
    }

    Signer signer() {
        return new Signer(wallet, Secp256k1.fastest());
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
