package io.deopenchat.gateway;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.KnownFee;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.AnswerSeal;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.Retention;
import io.deopenchat.gateway.account.StorageBounds;
import io.deopenchat.gateway.api.GatewayServer;
import io.deopenchat.gateway.availability.Heartbeats;
import io.deopenchat.gateway.backend.Backend;
import io.deopenchat.gateway.backend.Backends;
import io.deopenchat.gateway.backend.BackendsFile;
import io.deopenchat.gateway.backend.BackendsReload;
import io.deopenchat.gateway.backend.HealthChecks;
import io.deopenchat.gateway.backend.Moderation;
import io.deopenchat.gateway.backend.ModerationConfig;
import io.deopenchat.gateway.claim.Claimer;
import io.deopenchat.gateway.claim.ContractClaims;
import io.deopenchat.gateway.claim.Pace;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.LedgerConfig;
import io.deopenchat.gateway.config.OperationsConfig;
import io.deopenchat.gateway.escrow.ContractFollower;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.market.ContractMarket;
import io.deopenchat.gateway.market.Market;
import io.deopenchat.gateway.operations.AdminServer;
import io.deopenchat.gateway.operations.Health;
import io.deopenchat.gateway.operations.Metrics;
import io.deopenchat.gateway.operations.TracedRounds;
import io.deopenchat.gateway.operations.Traces;
import io.deopenchat.gateway.pricing.PriceKeeper;
import io.deopenchat.gateway.round.RoundListener;
import io.deopenchat.gateway.round.RoundMemory;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.gateway.sealing.EncryptionKeys;
import io.deopenchat.http.Await;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Limits;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.Verifier;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway, put together: read it from top to bottom to see its parts; they close in reverse order. */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** For clients to sign for what ended while this stopped, before the last claim. */
    static final Duration CONFIRMATION_GRACE = Duration.ofSeconds(2);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final GatewayServer server;
    private final @Nullable AdminServer admin;

    /**
     * Starts and listens.
     *
     * @param wallet of the provider; sends claims
     * @param operatorKey signs receipts; must be the key whose receipts the contract takes now
     * @param onLedgerFailure must end the process: nothing can be recorded any more
     * @throws IllegalStateException if provider or operator are not what the contract says
     */
    public Gateway(
            GatewayConfig config,
            OperationsConfig operations,
            ChainClient chain,
            DeopenchatContract contract,
            SecretKey wallet,
            SecretKey operatorKey,
            InstantSource clock,
            String version,
            Consumer<StorageFailure> onLedgerFailure) {
        try {
            Health health = new Health(clock, operations.chainGrace());
            Metrics metrics = new Metrics();
            Vertx vertx = Vertx.vertx();
            closing(() -> Await.within(CLOSE_TIMEOUT, vertx.close(), "closing the event loops"));
            admin = operations.admin() == null
                    ? null
                    : closing(new AdminServer(vertx, operations.admin(), health, metrics));

            Secp256k1 curve = Secp256k1.fastest();
            LOG.info("signatures are made and checked by {}", curve.name());
            Domain domain = contract.domain();
            Signer operator = new Signer(operatorKey, curve);
            Address provider = new Signer(wallet, curve).address();
            Offers offers = Offers.read(contract, provider, clock.instant());
            offers.requireOperator(operator.address());
            offers.requireListing();
            Wei creditLimit = config.creditLimitFor(
                    offers.listed().stream().map(listing -> listing.prices()).toList());

            Ledger ledger = closing(Ledger.open(
                    config.ledger().directory(),
                    domain,
                    provider,
                    AnswerSeal.of(wallet),
                    bounds(config.ledger()),
                    failure -> {
                        health.ledgerFailed();
                        onLedgerFailure.accept(failure);
                    },
                    metrics::synced));
            AccountBook accounts =
                    new AccountBook(ledger, domain, provider, new Credit(creditLimit), Limits.SEQUENCE_WINDOW, clock);

            Market.holdAccounts(ledger, accounts, contract.withdrawalDelay());

            TransactionSigner transactions = new TransactionSigner(contract.network(), wallet);
            Claimer claimer = closing(new Claimer(
                    accounts,
                    ledger.claims(),
                    new ContractClaims(chain, contract, transactions),
                    config.claims(),
                    Pace.of(contract.network(), config.ledger().confirmationDepth()),
                    clock,
                    metrics));
            ContractFollower follower = closing(new ContractFollower(
                    chain, contract, provider, accounts, config.ledger().confirmationDepth(), clock, claimer::look));

            closing(new Retention(vertx, ledger, config.ledger().retain(), clock, Retention.INTERVAL));
            Backends backends =
                    closing(new Backends(config.serving().backends(), profile -> new Backend(vertx, profile)));
            closing(new HealthChecks(vertx, backends, HealthChecks.INTERVAL));
            BackendsFile file = config.serving().backendsFile();
            if (file != null) {
                closing(new BackendsReload(vertx, file, backends, BackendsReload.INTERVAL));
                closing(new PriceKeeper(
                        backends::prices,
                        () -> follower.offers().listed(),
                        backends::loadPercent,
                        chain,
                        contract,
                        transactions,
                        () -> !ledger.claims().open().isEmpty(),
                        clock));
            }
            if (operations.givesHeartbeats()) {
                Heartbeats heartbeats = closing(new Heartbeats(
                        operations.heartbeatAfter(),
                        () -> health.problem().isEmpty() && servesAllOf(follower.offers(), backends),
                        chain,
                        contract,
                        transactions,
                        () -> !ledger.claims().open().isEmpty(),
                        clock));
                metrics.watchLife(heartbeats::last, clock);
            }
            ModerationConfig judge = config.serving().moderation();
            Moderation moderation = judge == null ? null : closing(new Moderation(vertx, judge));
            Market market = closing(new Market(
                    config.market(),
                    config.claims(),
                    contract.network(),
                    config.ledger().confirmationDepth(),
                    new ContractMarket(chain, contract, transactions, ledger.claims()::nonceAfterOpen, clock),
                    ledger,
                    accounts,
                    model -> follower.offers()
                            .listing(model)
                            .filter(listing -> health.problem().isEmpty() && backends.hasPlace(listing.name())),
                    metrics::order,
                    clock));
            metrics.watchOrders(market::held);
            URI collector = operations.otlp();
            RoundListener listener =
                    collector == null ? metrics : new TracedRounds(metrics, closing(new Traces(collector, version)));
            Rounds rounds = closing(new Rounds(
                    vertx,
                    accounts,
                    backends,
                    config.serving().keepAlive(),
                    domain,
                    operator,
                    listener,
                    moderation,
                    RoundMemory.ofThisProcess(
                            config.listen().maxBodyBytes(), config.serving().sealing() != null)));
            EncryptionKeys keys =
                    closing(EncryptionKeys.of(vertx, config.serving().sealing(), domain, provider, operator, clock));
            server = closing(GatewayServer.start(
                    vertx,
                    config,
                    domain,
                    provider,
                    operator,
                    new Verifier(curve),
                    follower::offers,
                    accounts,
                    rounds,
                    keys,
                    creditLimit,
                    metrics::refused,
                    claimer::look,
                    clock,
                    version));
            metrics.watchDisk(ledger.space()::free, ledger::keptAnswerBytes);
            metrics.watchFee(new KnownFee(contract.treasury()::fee, KnownFee.INTERVAL, clock)::now);
            health.watchDisk(ledger.space()::isShort);
            metrics.watch(accounts::totals, rounds::inFlight, rounds::streamsInFlight, health);
            health.serving(
                    follower::lastLook,
                    () -> follower.offers().receiptOperator().equals(operator.address()));
            closing(() -> {
                health.draining();
                rounds.drain(operations.drainTimeout());
                if (!rounds.areConfirmedWithin(CONFIRMATION_GRACE)) {
                    LOG.info("some rounds that just ended are not confirmed; they can be when this gateway is back");
                }
            });
            adminPort().ifPresent(port -> LOG.info("health and metrics on port {}", port));
            LOG.info(
                    "serving provider {} on chain {}, contract {}, {} models",
                    provider,
                    domain.chainId(),
                    domain.contract(),
                    offers.listed().size());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static boolean servesAllOf(Offers offers, Backends backends) {
        return offers.listed().stream().allMatch(listing -> backends.serves(listing.name()));
    }

    private static StorageBounds bounds(LedgerConfig ledger) {
        Long stated = ledger.maxAnswerBytes();
        return stated == null
                ? StorageBounds.halfOfWhatIsFree(ledger.directory(), ledger.minFreeBytes())
                : new StorageBounds(stated, ledger.minFreeBytes());
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    public int port() {
        return server.port();
    }

    /** Where health and metrics are served, if they are. */
    public OptionalInt adminPort() {
        return admin == null ? OptionalInt.empty() : OptionalInt.of(admin.port());
    }

    /** Stops accepting, finishes what runs, claims what is confirmed; each within a bound. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part did not close cleanly: {}", e.getMessage());
            }
        }
    }
}
