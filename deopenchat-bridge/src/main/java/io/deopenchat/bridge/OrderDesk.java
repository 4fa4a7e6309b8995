package io.deopenchat.bridge;

import io.deopenchat.bridge.account.RoundEnds;
import io.deopenchat.bridge.api.CommandCalls;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.market.MarketPurse;
import io.deopenchat.bridge.market.OrderBook;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Verifier;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.PoolOptions;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What orders of the command line need of a bridge, put together without a server. */
public final class OrderDesk implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final OrderBook orders;
    private final CommandCalls calls;

    /** @param onJournalFailure must end the process: nothing may be signed that cannot be recorded */
    public OrderDesk(
            BridgeConfig config,
            ProviderDirectory chain,
            MarketPurse purse,
            InstantSource clock,
            Consumer<StorageFailure> onJournalFailure) {
        HttpClient http = vertx.createHttpClient(
                Bridge.clientOptions(), new PoolOptions().setHttp1MaxSize(Bridge.MAX_CONNECTIONS));
        orders = purse.open(
                config.stateDirectory(),
                clock,
                new OrderAccounts(
                        config,
                        purse.contract().domain(),
                        chain,
                        http,
                        new Verifier(Secp256k1.fastest()),
                        clock,
                        AnswerMemory.ofThisProcess(),
                        Budgets.unlimited(),
                        RoundEnds.NOBODY,
                        onJournalFailure));
        calls = new CommandCalls(vertx, new Relay(vertx, http, config.timeouts()), orders);
    }

    public OrderBook orders() {
        return orders;
    }

    public CommandCalls calls() {
        return calls;
    }

    /** Orders that have not ended are left to the next start. */
    @Override
    public void close() {
        orders.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, Bridge.CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
