package io.deopenchat.bridge;

import io.deopenchat.bridge.api.BridgeServer;
import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.comparison.Inbox;
import io.deopenchat.bridge.comparison.PairFiles;
import io.deopenchat.bridge.comparison.Payer;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.counterparty.Choice;
import io.deopenchat.bridge.counterparty.Counterparties;
import io.deopenchat.bridge.counterparty.Purse;
import io.deopenchat.bridge.counterparty.TopUps;
import io.deopenchat.bridge.journal.ClientKeyLock;
import io.deopenchat.bridge.market.Buyer;
import io.deopenchat.bridge.market.MarketPurse;
import io.deopenchat.bridge.market.OrderBook;
import io.deopenchat.bridge.operations.Balances;
import io.deopenchat.bridge.operations.CountedSigner;
import io.deopenchat.bridge.operations.Metrics;
import io.deopenchat.bridge.operations.MetricsPage;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.chain.KnownFee;
import io.deopenchat.http.FileWatch;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
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
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
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

    /** Starts and listens, and buys nothing by itself. */
    public Bridge(
            BridgeConfig config,
            Domain domain,
            ProviderDirectory chain,
            SecretKey clientKey,
            InstantSource clock,
            Consumer<StorageFailure> onJournalFailure) {
        this(config, domain, chain, clientKey, Optional.empty(), clock, onJournalFailure);
    }

    /** With a key in this process. */
    public Bridge(
            BridgeConfig config,
            Domain domain,
            ProviderDirectory chain,
            SecretKey clientKey,
            Optional<Purse> purse,
            InstantSource clock,
            Consumer<StorageFailure> onJournalFailure) {
        this(
                config,
                domain,
                chain,
                new Signer(clientKey, Secp256k1.fastest()),
                purse,
                Optional.empty(),
                clock,
                onJournalFailure);
    }

    /** With the memory of this process, and chance. */
    public Bridge(
            BridgeConfig config,
            Domain domain,
            ProviderDirectory chain,
            MessageSigner signer,
            Optional<Purse> purse,
            Optional<MarketPurse> orders,
            InstantSource clock,
            Consumer<StorageFailure> onJournalFailure) {
        this(
                config,
                domain,
                chain,
                signer,
                purse,
                orders,
                AnswerMemory.ofThisProcess(),
                new Random()::nextInt,
                clock,
                onJournalFailure);
    }

    /**
     * Starts and listens.
     *
     * @param domain chain and contract, as configured and verified
     * @param signer with the client key, here or in another program
     * @param purse with what accounts that are nearly spent are topped up; empty for never
     * @param orders with what orders of the open market are posted; empty for none
     * @param answers what answers in flight may hold of the memory
     * @param chance a number from 0 to below the given one, from any thread
     * @param onJournalFailure must end the process: nothing may be signed that cannot be recorded
     */
    public Bridge(
            BridgeConfig config,
            Domain domain,
            ProviderDirectory chain,
            MessageSigner signer,
            Optional<Purse> purse,
            Optional<MarketPurse> orders,
            AnswerMemory answers,
            IntUnaryOperator chance,
            InstantSource clock,
            Consumer<StorageFailure> onJournalFailure) {
        try {
            Secp256k1 curve = Secp256k1.fastest();
            LOG.info("signatures are made and checked by {}", curve.name());
            Verifier verifier = new Verifier(curve);
            Address client = signer.address();

            closing(ClientKeyLock.take(config.stateDirectory(), client));

            Vertx vertx = Vertx.vertx();
            closing(() -> vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            HttpClient http =
                    vertx.createHttpClient(clientOptions(), new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
            Budgets budgets =
                    closing(Budgets.open(config.stateDirectory(), config.allBudgets(), clock, onJournalFailure));
            Metrics metrics = new Metrics();
            MessageSigner counted = new CountedSigner(signer, metrics);
            Counterparties counterparties = closing(new Counterparties(
                    config,
                    domain,
                    chain,
                    http,
                    counted,
                    verifier,
                    clock,
                    answers,
                    budgets.and(metrics),
                    onJournalFailure));
            purse.ifPresent(given -> closing(
                    new TopUps(counterparties::all, config.demands(), counted, given, clock, config.watchInterval())));
            OrderAccounts accounts = new OrderAccounts(
                    config, domain, chain, http, verifier, clock, answers, budgets, metrics, onJournalFailure);
            Optional<OrderBook> book =
                    orders.map(given -> closing(given.open(config.stateDirectory(), clock, accounts)));
            book.ifPresent(Bridge::takeUp);
            metrics.watch(budgets, new Balances(counterparties::all, chain, client, config.watchInterval(), clock));
            metrics.watchLife(counterparties::all);
            metrics.watchFee(new KnownFee(chain::fee, KnownFee.INTERVAL, clock)::now);
            server = closing(BridgeServer.start(
                    vertx,
                    config,
                    new Choice(counterparties, config.demands(), config.preference(), chance),
                    new Relay(vertx, http, config.timeouts()),
                    budgets,
                    keys(config, vertx, clock),
                    new Inbox(PairFiles.in(config.stateDirectory(), clock), Payer.of(domain, client)),
                    book,
                    metrics,
                    new MetricsPage(metrics)::answer,
                    clock));
            LOG.info(
                    "client {} buys from {} on chain {}, contract {}",
                    client,
                    config.onlyProvider()
                            .map(provider -> "provider " + provider)
                            .orElse(counterparties.all().size() + " providers"),
                    domain.chainId(),
                    domain.contract());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whoever asked before the last stop waits no more: the stakes are brought home. */
    private static void takeUp(OrderBook book) {
        int unfinished = book.resume(order -> Buyer.NOBODY).size();
        if (unfinished > 0) {
            LOG.info("going on with {} orders that had not ended", unfinished);
        }
    }

    /** Null if applications need none. */
    private @Nullable ApplicationKeys keys(BridgeConfig config, Vertx vertx, InstantSource clock) {
        if (!config.demandsKey()) {
            return null;
        }
        ApplicationKeys keys = ApplicationKeys.in(config.stateDirectory(), clock);
        closing(new FileWatch(vertx, List.of(keys.file()), FileWatch.INTERVAL, keys::refresh));
        return keys;
    }

    static HttpClientOptions clientOptions() {
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

    /** Rounds whose applications waited as long as they wanted to, and may ask again. */
    public int heldRounds() {
        return server.heldRounds();
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
