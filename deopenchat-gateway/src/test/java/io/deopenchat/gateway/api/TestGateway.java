package io.deopenchat.gateway.api;

import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.backend.Backend;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendProfile;
import io.deopenchat.gateway.backend.Backends;
import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.config.LedgerConfig;
import io.deopenchat.gateway.config.ListenConfig;
import io.deopenchat.gateway.config.ServingConfig;
import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.gateway.round.RoundListener;
import io.deopenchat.gateway.round.RoundTrace;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.gateway.sealing.EncryptionKeys;
import io.deopenchat.http.Await;
import io.deopenchat.http.TraceParent;
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
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gateway on a real socket before a real backend, with records made by hand where the chain would be. */
final class TestGateway implements AutoCloseable {
    static final Prices PRICES =
            new Prices(Wei.of(5), new TokenPrice(Wei.of(1_000_000)), new TokenPrice(Wei.of(2_000_000)));
    static final Listing LISTING = Offer.listing(PRICES, 8);
    static final Wei CREDIT = Wei.of(1_000_000_000);
    static final int MAX_BODY_BYTES = 1_000_000;
    static final String VERSION = "1.2.3";

    private static final Duration SOON = Duration.ofSeconds(20);

    private final HandClock clock = new HandClock();
    private final TestBackend backend;
    private final Vertx vertx = Vertx.vertx();
    private final Queue<TestConnection> opened = new ConcurrentLinkedQueue<>();
    private final Queue<ErrorCode> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<TraceParent> traced = new ConcurrentLinkedQueue<>();
    private final AtomicInteger confirmations = new AtomicInteger();
    private volatile Offers offers = offers(Operators.only(Parties.OPERATOR.address()), List.of(LISTING));
    private final Ledger ledger;
    private final AccountBook accounts;
    private final Backends connections;
    private final Rounds rounds;
    private final GatewayConfig config;
    private final GatewayServer server;

    TestGateway(Path directory) {
        this(directory, null);
    }

    TestGateway(Path directory, @Nullable TlsConfig tls) {
        this(directory, tls, AccessConfig.DEFAULT, BackendProfile.MAX_CAPACITY);
    }

    TestGateway(Path directory, @Nullable TlsConfig tls, AccessConfig access) {
        this(directory, tls, access, BackendProfile.MAX_CAPACITY);
    }

    /** @param places at the backend; whoever finds none waits in the queue */
    TestGateway(Path directory, @Nullable TlsConfig tls, int places) {
        this(directory, tls, AccessConfig.DEFAULT, places);
    }

    private TestGateway(Path directory, @Nullable TlsConfig tls, AccessConfig access, int places) {
        this(directory, tls, access, places, new TestBackend(), null);
    }

    /** Before a backend of the test's own, and with no limit on its callers. */
    static TestGateway before(Path directory, BackendConfig other) {
        AccessConfig open = new AccessConfig(
                0, 0, 0, 0, List.of(), AccessConfig.DEFAULT.patience(), AccessConfig.DEFAULT.clients());
        return new TestGateway(directory, null, open, BackendProfile.MAX_CAPACITY, new TestBackend(), other);
    }

    private TestGateway(
            Path directory,
            @Nullable TlsConfig tls,
            AccessConfig access,
            int places,
            TestBackend usual,
            @Nullable BackendConfig other) {
        backend = usual;
        BackendConfig asked = other == null ? usual.config() : other;
        BackendPlan plan = new BackendPlan(
                List.of(new BackendProfile("backend", asked, Map.of(), places, 1)),
                BackendPlan.DEFAULT_MAX_QUEUE,
                BackendPlan.DEFAULT_MAX_WAIT);
        ledger = Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
        accounts = new AccountBook(
                ledger, Parties.DOMAIN, Parties.PROVIDER, new Credit(CREDIT), Limits.SEQUENCE_WINDOW, clock);
        connections = new Backends(plan, profile -> new Backend(vertx, profile));
        rounds = new Rounds(
                vertx, accounts, connections, KeepAlive.DEFAULT, Parties.DOMAIN, Parties.OPERATOR, listener());
        config = config(directory, plan, tls, access);
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
                EncryptionKeys.of(vertx, null, Parties.DOMAIN, Parties.PROVIDER, Parties.OPERATOR, clock),
                CREDIT,
                refusals::add,
                confirmations::incrementAndGet,
                clock,
                VERSION);
    }

    private static GatewayConfig config(
            Path directory, BackendPlan plan, @Nullable TlsConfig tls, AccessConfig access) {
        return new GatewayConfig(
                new ListenConfig("127.0.0.1", 0, MAX_BODY_BYTES, tls),
                ServingConfig.of(plan, Offer.LIMITS),
                LedgerConfig.withoutWaiting(directory, CREDIT),
                ClaimConfig.at(1_000),
                access);
    }

    GatewayConfig config() {
        return config;
    }

    private RoundListener listener() {
        return new RoundListener() {
            @Override
            public RoundTrace begins(Terms terms, Optional<TraceParent> caller) {
                caller.ifPresent(traced::add);
                return RoundTrace.NONE;
            }
        };
    }

    /** Where callers said that their rounds belong in traces, in order. */
    List<TraceParent> traced() {
        return List.copyOf(traced);
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
        return post(connection, wish, Map.of());
    }

    /** @param more headers beside those of the protocol */
    TestConnection post(TestConnection connection, Wish wish, Map<String, String> more) throws IOException {
        SignedRequest signed = wish.signed();
        Map<String, String> headers = new HashMap<>(more);
        headers.put(Headers.REQUEST, signed.header());
        headers.put(Headers.SIGNATURE, signed.signature().toString());
        return connection.send("POST", wish.endpoint().path(), headers, wish.bodyBytes());
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

    /** Tries until one is let in. */
    void awaitRoomForAConnection() {
        Eventually.holds("there is room for a connection", () -> {
            try (TestConnection attempt = new TestConnection(server.port(), 0)) {
                return !attempt.trySend("GET", "/v1/models").isClosedByTheOtherSide();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
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
