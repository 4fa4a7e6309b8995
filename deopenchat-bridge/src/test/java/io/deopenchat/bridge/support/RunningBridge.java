package io.deopenchat.bridge.support;

import io.deopenchat.bridge.Bridge;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.config.Budget;
import io.deopenchat.bridge.config.Comparing;
import io.deopenchat.bridge.config.Preference;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.config.Timeouts;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.TestKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A whole bridge on a free port, with everything but the chain and the gateway real. */
public final class RunningBridge implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Bridge bridge;
    private final Path state;
    private final HttpClient http = HttpClient.newHttpClient();

    private volatile String[] credential = {"authorization", "Bearer secret-of-the-application"};

    /** Of the bridge's clock, before that of the system. */
    private volatile Duration lead = Duration.ZERO;

    public RunningBridge(Path state, Registry registry) {
        this(state, registry, BridgeConfig.of("127.0.0.1", 0, Parties.PROVIDER, state));
    }

    /** Buys from whoever the registry has. */
    public static RunningBridge ofSeveral(Path state, Registry registry, ProviderFilter filter) {
        return new RunningBridge(
                state, registry, BridgeConfig.of("127.0.0.1", 0, null, state).choosing(filter, Preference.PRICE));
    }

    /** Buys from the one that is named, as the filter allows. */
    public static RunningBridge ofOne(Path state, Registry registry, ProviderFilter filter) {
        return new RunningBridge(
                state,
                registry,
                BridgeConfig.of("127.0.0.1", 0, Parties.PROVIDER, state).choosing(filter, Preference.PRICE));
    }

    /** Asks several, and a second provider for a share of the answers. */
    public static RunningBridge comparing(Path state, Registry registry, ProviderFilter filter, Comparing comparing) {
        return new RunningBridge(
                state,
                registry,
                BridgeConfig.of("127.0.0.1", 0, null, state)
                        .choosing(filter, Preference.PRICE)
                        .comparing(comparing));
    }

    /** Demands a key of its applications, and holds budgets. */
    public static RunningBridge spending(Path state, Registry registry, Budget... budgets) {
        return new RunningBridge(
                state,
                registry,
                BridgeConfig.of("127.0.0.1", 0, Parties.PROVIDER, state).spending(List.of(budgets), true));
    }

    /** With so many bytes for its answers in flight. */
    public static RunningBridge withMemory(Path state, Registry registry, ProviderFilter filter, AnswerMemory answers) {
        return new RunningBridge(
                state,
                registry,
                BridgeConfig.of("127.0.0.1", 0, null, state).choosing(filter, Preference.PRICE),
                answers);
    }

    private RunningBridge(Path state, Registry registry, BridgeConfig defaults) {
        this(state, registry, defaults, AnswerMemory.ofThisProcess());
    }

    private RunningBridge(Path state, Registry registry, BridgeConfig defaults, AnswerMemory answers) {
        this.state = state;
        Timeouts quick = new Timeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5));
        BridgeConfig config = new BridgeConfig(
                defaults.host(),
                defaults.port(),
                defaults.onlyProvider().orElse(null),
                defaults.filter(),
                defaults.preference(),
                defaults.comparing(),
                defaults.budgets(),
                defaults.demandsKey(),
                true,
                defaults.stateDirectory(),
                defaults.maxima(),
                quick,
                defaults.watchInterval(),
                1 << 20,
                false,
                Duration.ofSeconds(2),
                defaults.seals());
        this.bridge = new Bridge(
                config,
                Parties.DOMAIN,
                registry,
                TestKey.CLIENT.signer(),
                Optional.empty(),
                answers,
                bound -> bound - 1,
                () -> Instant.now().plus(lead),
                failure -> {});
    }

    /** Moves the bridge's clock forward. */
    public void advances(Duration time) {
        lead = lead.plus(time);
    }

    /** Rounds whose applications may ask again. */
    public int heldRounds() {
        return bridge.heldRounds();
    }

    public int port() {
        return bridge.port();
    }

    public HttpResponse<String> post(String path, String body) {
        try {
            return http.send(request(path, body), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer of the bridge", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
        return http.sendAsync(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                            .header(credential[0], credential[1])
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer of the bridge", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What applications show from now on, as header name and value. */
    public void shows(String header, String value) {
        credential = new String[] {header, value};
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("content-type", "application/json")
                .header(credential[0], credential[1])
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    public HttpResponse<String> chats() {
        return post("/v1/chat/completions", chat(false));
    }

    public HttpResponse<String> streams() {
        return post("/v1/chat/completions", chat(true));
    }

    public static String chat(boolean stream) {
        return "{\"model\":\"" + Parties.MODEL + "\",\"stream\":" + stream
                + ",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    /** The journal as another process sees it. */
    public List<Round> rounds() {
        return roundsWith(Parties.PROVIDER);
    }

    public List<Round> roundsWith(Address provider) {
        AccountId account = AccountId.of(Parties.DOMAIN, provider, Parties.CLIENT.address());
        try (Journal journal = Journal.openReadOnly(account.fileIn(state))) {
            return journal.newest(1_000);
        }
    }

    public void awaitState(long sequence, RoundState state) {
        awaitState(Parties.PROVIDER, sequence, state);
    }

    public void awaitState(Address provider, long sequence, RoundState state) {
        await(
                "round " + sequence + " " + state,
                () -> roundsWith(provider).stream()
                        .anyMatch(round -> round.sequence() == sequence && round.state() == state));
    }

    /** Looks again and again until the condition holds. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        bridge.close();
    }
}
