package io.deopenchat.gateway.api;

import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.backend.Backend;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.Backends;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.gateway.round.RoundListener;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.http.Await;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Access;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.SignedAccess;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Hash;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gateway on a real socket before a real backend, with records made by hand where the chain would be. */
final class TestGateway implements AutoCloseable {
    static final Prices PRICES =
            new Prices(Wei.of(5), new TokenPrice(Wei.of(1_000_000)), new TokenPrice(Wei.of(2_000_000)));
    static final Listing LISTING = Offer.listing(PRICES, 8);
    static final int MAX_BODY_BYTES = 1_000_000;
    static final String VERSION = "1.2.3";

    private static final Duration SOON = Duration.ofSeconds(20);

    private final HandClock clock = new HandClock();
    private final TestBackend backend = new TestBackend();
    private final Vertx vertx = Vertx.vertx();
    private final Queue<TestConnection> opened = new ConcurrentLinkedQueue<>();
    private final Queue<ErrorCode> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger confirmations = new AtomicInteger();
    private volatile Offers offers = offers(Operators.only(Parties.OPERATOR.address()), List.of(LISTING));
    private final Ledger ledger;
    private final AccountBook accounts;
    private final Backends connections;
    private final Rounds rounds;
    private final GatewayServer server;

    TestGateway(Path directory) {
        this(directory, null);
    }

    TestGateway(Path directory, @Nullable TlsConfig tls) {
        ledger = Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
        Wei credit = Wei.of(1_000_000_000);
        accounts = new AccountBook(
                ledger, Parties.DOMAIN, Parties.PROVIDER, new Credit(credit), Limits.SEQUENCE_WINDOW, clock);
        connections = new Backends(BackendPlan.of(backend.config()), profile -> new Backend(vertx, profile));
        rounds = new Rounds(
                vertx, accounts, connections, KeepAlive.DEFAULT, Parties.DOMAIN, Parties.OPERATOR, RoundListener.NONE);
        GatewayConfig config = new GatewayConfig(
                "127.0.0.1",
                0,
                BackendPlan.of(backend.config()),
                ClaimConfig.at(1_000),
                directory,
                credit,
                0,
                Offer.LIMITS,
                MAX_BODY_BYTES,
                null,
                KeepAlive.DEFAULT,
                GatewayConfig.DEFAULT_RETAIN,
                tls);
        server = GatewayServer.start(
                vertx,
                config,
                Parties.DOMAIN,
                Parties.PROVIDER,
                Parties.OPERATOR,
                Parties.VERIFIER,
                () -> offers.at(clock.instant()),
                accounts,
                rounds,
                credit,
                refusals::add,
                confirmations::incrementAndGet,
                clock,
                VERSION);
    }

    /** What the contract says of the provider from now on. */
    void knows(Operators operators, Listing... listings) {
        offers = offers(operators, List.of(listings));
    }

    private Offers offers(Operators operators, List<Listing> listings) {
        Instant registered = Instant.ofEpochSecond(1_700_000_000);
        return new Offers(
                new RegisteredProvider(
                        Parties.PROVIDER,
                        operators,
                        Hash.keccak256("encryption key"),
                        "https://gateway.example",
                        "",
                        registered,
                        registered,
                        listings.size()),
                listings,
                clock.instant());
    }

    HandClock clock() {
        return clock;
    }

    TestBackend backend() {
        return backend;
    }

    AccountBook accounts() {
        return accounts;
    }

    Rounds rounds() {
        return rounds;
    }

    /** Why requests for inference were refused, in order. */
    List<ErrorCode> refusals() {
        return List.copyOf(refusals);
    }

    /** How often a stored confirmation was announced. */
    int confirmations() {
        return confirmations.get();
    }

    int port() {
        return server.port();
    }

    TestConnection connect() throws IOException {
        return connect(0);
    }

    /** @param receiveBuffer bytes that may be on the way before anything is read; 0 for the usual */
    TestConnection connect(int receiveBuffer) throws IOException {
        TestConnection connection = new TestConnection(server.port(), receiveBuffer);
        opened.add(connection);
        return connection;
    }

    Wish wish(ClientKey client, long sequence, String body) {
        return Wish.of(client, sequence)
                .prices(PRICES)
                .body(body)
                .maxCost(20_000)
                .deadline(clock.seconds() + 600);
    }

    /** Sends a signed call. */
    TestConnection post(Wish wish) throws IOException {
        return post(connect(), wish);
    }

    TestConnection post(TestConnection connection, Wish wish) throws IOException {
        SignedRequest signed = wish.signed();
        return connection.send(
                "POST",
                wish.endpoint().path(),
                Map.of(
                        Headers.REQUEST,
                        signed.header(),
                        Headers.SIGNATURE,
                        signed.signature().toString()),
                wish.bodyBytes());
    }

    /** Calls something of the client's account, with the access that it needs. */
    TestConnection access(ClientKey client, String method, String path) throws IOException {
        return access(client, method, path, path);
    }

    TestConnection access(ClientKey client, String method, String path, String signedPath) throws IOException {
        SignedAccess signed =
                client.signs(new Access(Parties.PROVIDER, method + " " + signedPath, clock.seconds() + 60));
        return connect()
                .send(
                        method,
                        path,
                        Map.of(
                                Headers.ACCESS,
                                signed.header(),
                                Headers.SIGNATURE,
                                signed.signature().toString()),
                        new byte[0]);
    }

    TestConnection get(String path) throws IOException {
        return connect().send("GET", path, Map.of(), new byte[0]);
    }

    @Override
    public void close() throws IOException {
        for (TestConnection connection : opened) {
            connection.close();
        }
        rounds.close();
        server.close();
        connections.close();
        Await.within(SOON, vertx.close(), "closing");
        ledger.close();
        backend.close();
    }
}
