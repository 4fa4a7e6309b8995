package io.deopenchat.bridge;

import io.deopenchat.bridge.account.Account;
import io.deopenchat.bridge.account.ConfirmationLoop;
import io.deopenchat.bridge.account.PriceAgreement;
import io.deopenchat.bridge.account.Reconciliation;
import io.deopenchat.bridge.account.Remedy;
import io.deopenchat.bridge.account.Settlement;
import io.deopenchat.bridge.api.BridgeServer;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.ClientKeyLock;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.ReceiptCheck;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.Verifier;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bridge, put together: read it from top to bottom to see its parts; they close in reverse order. */
public final class Bridge implements AutoCloseable {
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Rounds and calls at once to one gateway; more wait for a connection. */
    static final int MAX_CONNECTIONS = 1_024;

    /** Shorter than gateways keep idle connections, so that a dead one is rarely taken. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final BridgeServer server;

    /**
     * Starts and listens.
     *
     * @param domain chain and contract, as configured and verified
     * @param onJournalFailure must end the process: nothing may be signed that cannot be recorded
     */
    public Bridge(
            BridgeConfig config,
            Domain domain,
            ProviderDirectory chain,
            SecretKey clientKey,
            InstantSource clock,
            Consumer<StorageFailure> onJournalFailure) {
        try {
            Secp256k1 curve = Secp256k1.fastest();
            LOG.info("signatures are made and checked by {}", curve.name());
            Signer signer = new Signer(clientKey, curve);
            Verifier verifier = new Verifier(curve);
            Address client = signer.address();
            Address provider = config.provider();
            AccountId id = AccountId.of(domain, provider, client);

            closing(ClientKeyLock.take(config.stateDirectory(), client));
            Journal journal = closing(Journal.open(id.fileIn(config.stateDirectory()), id, onJournalFailure));

            Vertx vertx = Vertx.vertx();
            closing(() -> vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            HttpClient http =
                    vertx.createHttpClient(clientOptions(), new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
            GatewayClient gateway = new GatewayClient(http, signer, domain, provider, clock, config.timeouts());
            ProviderWatch watch = closing(new ProviderWatch(
                    chain, gateway, domain, provider, config.maxima(), config.watchInterval(), clock));

            PriceAgreement prices = config.acceptPrices()
                    ? PriceAgreement.renewed(journal, watch.offers())
                    : PriceAgreement.kept(journal, watch.offers());
            Account account = new Account(journal, signer, domain, provider, clock, Account.DEFAULT_REQUEST_LIFE);
            ReceiptCheck check = new ReceiptCheck(domain, verifier, client);
            Settlement settlement = new Settlement(account, gateway, watch, check);
            Reconciliation reconciliation = closing(new Reconciliation(
                    account,
                    settlement,
                    gateway,
                    watch,
                    check,
                    verifier,
                    domain,
                    client,
                    Reconciliation.DEFAULT_INTERVAL));
            closing(new ConfirmationLoop(account, gateway, watch, reconciliation, client, config.drain()));
            server = closing(BridgeServer.start(
                    vertx,
                    config,
                    watch,
                    account,
                    reconciliation,
                    new Remedy(account, reconciliation, watch),
                    settlement,
                    new Relay(vertx, http, config.timeouts()),
                    gateway,
                    prices));
            LOG.info(
                    "client {} buys from provider {} on chain {}, contract {}",
                    client,
                    provider,
                    domain.chainId(),
                    domain.contract());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static HttpClientOptions clientOptions() {
        return new HttpClientOptions()
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                .setDecompressionSupported(false)
                .setHttp2ClearTextUpgrade(false)
                .setTcpNoDelay(true)
                .setMaxRedirects(0);
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    public int port() {
        return server.port();
    }

    /** Stops accepting, ends what runs, confirms what is owed; each within a bound. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("a part did not close cleanly: {}", e.getMessage());
            }
        }
    }
}
