package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bridge process loses its memory while rounds are on their way, or wakes up with an old one. */
final class StateDirectoryIT {
    private static final String MODEL = "storyteller";
    private static final int CHATS = Counts.of(5, 60);
    private static final int STREAMS = 4;

    @TempDir
    Path scratch = Path.of(".");

    private final Http http = new Http();
    private Marketplace market;
    private ScriptedBackend backend;
    private ProviderActor provider;
    private ClientActor client;
    private RawClient raw;

    @BeforeEach
    void opens() {
        market = Marketplace.onAnvil(scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon").usage(11, 2));
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 64);
        client = market.client();
        client.fetchesTokens(provider, MODEL, 100_000);
        provider.serves(backend.api());
        raw = new RawClient(market, provider, client, MODEL).isKnown();
    }

    @AfterEach
    void closes() {
        market.close();
    }

    @Test
    void whatIsDeletedInMidWorkIsPaidToTheUnit() throws Exception {
        try (BridgeProcess bridge = startsBridge()) {
            chats(bridge);
            Gate gate = Gate.closed();
            List<CompletableFuture<Http.Answer>> streams = streams(bridge, gate);
            delete(client.stateDirectory());
            gate.open();
            streams.forEach(stream -> assertThat(stream.join().text()).contains("data: [DONE]"));
            chats(bridge);
            everythingIsConfirmed();
        }
        try (BridgeProcess bridge = startsBridge()) {
            chats(bridge);
            everythingIsConfirmed();
        }
        theChainPaysTheSumOfAllReceipts(3 * CHATS + STREAMS);
    }

    @Test
    void whatWasRestoredFromAnOldCopyIsPaidToTheUnit() throws Exception {
        Path copy = scratch.resolve("copy");
        try (BridgeProcess bridge = startsBridge()) {
            chats(bridge);
            Gate gate = Gate.closed();
            List<CompletableFuture<Http.Answer>> streams = streams(bridge, gate);
            copy(client.stateDirectory(), copy);
            gate.open();
            streams.forEach(CompletableFuture::join);
            chats(bridge);
            everythingIsConfirmed();
            bridge.isKilled();
        }
        delete(client.stateDirectory());
        copy(copy, client.stateDirectory());
        try (BridgeProcess bridge = startsBridge()) {
            chats(bridge);
            everythingIsConfirmed();
        }
        theChainPaysTheSumOfAllReceipts(3 * CHATS + STREAMS);
    }

    private BridgeProcess startsBridge() {
        return BridgeProcess.start(market, provider, client);
    }

    private void chats(BridgeProcess bridge) {
        for (int i = 0; i < CHATS; i++) {
            Http.Answer answer = http.postJson(
                    bridge.address() + "/chat/completions", Json.text(BridgeActor.chat(MODEL, "chat " + i)));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    /** Some that stand at the gate. */
    private List<CompletableFuture<Http.Answer>> streams(BridgeProcess bridge, Gate gate) {
        backend.answersNext(
                Stream.generate(() -> Reply.saying("Once", " more").usage(9, 2).pausingAfter(1, gate))
                        .limit(STREAMS)
                        .toArray(Reply[]::new));
        String call = Json.text(BridgeActor.chat(MODEL, "a long one").put("stream", true));
        List<CompletableFuture<Http.Answer>> streams = IntStream.range(0, STREAMS)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> http.postJson(bridge.address() + "/chat/completions", call),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        gate.awaitArrivals(STREAMS);
        return streams;
    }

    private void everythingIsConfirmed() {
        Eventually.holds("everything that was served is confirmed", () -> {
            AccountInfo account = raw.account();
            return account.reserved().isZero() && account.unconfirmed().isEmpty();
        });
    }

    private void theChainPaysTheSumOfAllReceipts(int rounds) throws SQLException {
        provider.claims();
        Wei billed = Wei.ZERO;
        int count = 0;
        try (Connection ledger = DriverManager.getConnection(
                        "jdbc:sqlite:" + provider.stateDirectory().resolve(Ledger.FILE));
                Statement statement = ledger.createStatement();
                ResultSet row = statement.executeQuery("SELECT cost FROM round WHERE state <> 'void'")) {
            for (; row.next(); count++) {
                billed = billed.plus(Wei.parseCanonical(row.getString(1)));
            }
        }
        assertThat(count).isEqualTo(rounds);
        assertThat(backend.calls()).isEqualTo(rounds);
        assertThat(client.account(provider).claimed()).isEqualTo(billed);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(path.getFileName()));
            }
        }
    }
}
