package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.CountedNode.Traffic;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Deployments;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/scale.md} counts with: bytes on disk and CPU time of a round, what the chain is asked by a gateway and a
 * bridge that have nothing to do, and what by a claim. Not one of the tests: {@code scripts/measure scale} runs it.
 */
class ScaleMeasurement {
    private static final String MODEL = "storyteller";
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 2_000;
    private static final int GATEWAY_LOOKS = 10;
    private static final int BRIDGE_LOOKS = 2;
    private static final String LEDGER = "ledger.sqlite";
    private static final int SIGNATURES = 5_000;

    private static final DaemonProcess.Surroundings AS_USERS_RUN_IT =
            DaemonProcess.Surroundings.USUAL.on("-XX:TieredStopAtLevel=4");

    private final Http http = new Http();
    private final String call = Json.text(BridgeActor.chat(MODEL, "hello"));

    @Test
    void tellsWhatARoundAndALookAndAClaimCost(@TempDir Path scratch) {
        CountedChain chain = new CountedChain();
        try (Marketplace market = new Marketplace(chain, scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("Once", " upon", " a", " time").usage(9, 4));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 64);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 1_000_000);
            tellOfPrograms(chain, market, provider, client, backend);
            tellOfAccount(chain.newWay(), market, provider.address(), client.address());
        }
    }

    private void tellOfPrograms(
            CountedChain chain,
            Marketplace market,
            ProviderActor provider,
            ClientActor client,
            ScriptedBackend backend) {
        CountedNode way = chain.newWay();
        GatewayProcess.Launch launch = GatewayProcess.Launch.USUAL.in(AS_USERS_RUN_IT);
        try (GatewayProcess gateway = GatewayProcess.start(market, provider, backend.api(), launch)) {
            gateway.address();
            new RawClient(market, provider, client, MODEL).isKnown();
            tellOfLooks(way);
            CountedNode bridgeWay = chain.newWay();
            try (BridgeProcess bridge = startBridge(market, provider, client)) {
                tellOfRounds(gateway, bridge, provider.stateDirectory(), client.stateDirectory());
                tellOfBridgeLooks(bridgeWay);
            }
            Map<String, Traffic> before = way.traffic();
            assertThat(gateway.endsInOrder()).isTrue();
            tell("a claim of one row, and the end of the gateway", before, way.traffic());
        }
    }

    @Test
    void tellsWhatASignatureCosts() {
        Secp256k1 curve = Secp256k1.fastest();
        SecretKey key = SecretKey.generate(new SecureRandom());
        Bytes32 digest = Bytes32.of(new byte[Bytes32.LENGTH]);
        Signature signature = curve.sign(digest, key);
        for (int run = 0; run < 2; run++) {
            System.out.printf("sign %.1f us with %s%n", micros(() -> curve.sign(digest, key)), curve.name());
            System.out.printf("recover %.1f us%n", micros(() -> curve.recover(digest, signature)));
        }
    }

    private static double micros(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < SIGNATURES; i++) {
            work.run();
        }
        return (threads.getCurrentThreadCpuTime() - before) / 1e3 / SIGNATURES;
    }

    private static BridgeProcess startBridge(Marketplace market, ProviderActor provider, ClientActor client) {
        List<String> options =
                List.of("--without-key", "--provider", provider.address().toString());
        return BridgeProcess.start(market, client, AS_USERS_RUN_IT, options);
    }

    /** On a chain without new blocks a look asks for the newest block alone; see the logs below for the rest of it. */
    private static void tellOfLooks(CountedNode way) {
        Map<String, Traffic> before = way.traffic();
        int known = way.all().calls();
        Eventually.holds(
                GATEWAY_LOOKS + " looks of the gateway", () -> way.all().calls() >= known + GATEWAY_LOOKS);
        tell(GATEWAY_LOOKS + " looks of an idle gateway", before, way.traffic());
    }

    /** A look is three calls, one after the other. */
    private static void tellOfBridgeLooks(CountedNode way) {
        Map<String, Traffic> before = way.traffic();
        int known = way.all().calls();
        Eventually.holds(BRIDGE_LOOKS + " looks of the bridge", () -> way.all().calls() >= known + 3 * BRIDGE_LOOKS);
        tell(BRIDGE_LOOKS + " looks of an idle bridge", before, way.traffic());
    }

    private void tellOfRounds(GatewayProcess gateway, BridgeProcess bridge, Path ledger, Path journal) {
        String url = bridge.address() + "/chat/completions";
        chat(url, WARM_UP);
        long ledgerBefore = bytes(ledger);
        long journalBefore = bytes(journal);
        Duration gatewayBefore = cpu(gateway);
        Duration bridgeBefore = cpu(bridge);
        chat(url, ROUNDS);
        System.out.printf(
                "a round: ledger %d bytes, journal %d bytes, CPU of the gateway %d us, of the bridge %d us%n",
                (bytes(ledger) - ledgerBefore) / ROUNDS,
                (bytes(journal) - journalBefore) / ROUNDS,
                cpu(gateway).minus(gatewayBefore).toNanos() / 1_000 / ROUNDS,
                cpu(bridge).minus(bridgeBefore).toNanos() / 1_000 / ROUNDS);
    }

    private void chat(String url, int times) {
        for (int i = 0; i < times; i++) {
            Http.Answer answer = http.postJson(url, call);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    private static Duration cpu(DaemonProcess daemon) {
        return ProcessHandle.of(daemon.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    /** The file as it is once everything in its log is written back. */
    private static long bytes(Path directory) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database(directory));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path database(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(AccountId.FILE_SUFFIX) || file.endsWith(LEDGER))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tellOfAccount(CountedNode way, Marketplace market, Address provider, Address client) {
        try (ChainClient node = ChainClient.connect(way.url())) {
            DeopenchatContract contract = new Deployments(node, ContractBuild.checkedIn()).verify(market.deployment());
            Map<String, Traffic> before = way.traffic();
            contract.escrow().account(provider, client);
            tell("one account read", before, way.traffic());
            before = way.traffic();
            contract.escrow().accounts(provider);
            tell("a page of one account", before, way.traffic());
            before = way.traffic();
            contract.events(client, 0, 0);
            contract.orderEvents(client, 0, 0);
            tell("logs that are not there, of a provider and of its orders", before, way.traffic());
            tellOfLogs(way, contract, node.headBlock());
        }
    }

    private static void tellOfLogs(CountedNode way, DeopenchatContract contract, long head) {
        Traffic before = way.of("eth_getLogs");
        contract.events(AccountEvent.Claimed.class, 0, 0);
        Traffic none = way.of("eth_getLogs");
        int events = contract.events(AccountEvent.Claimed.class, 0, head).size();
        Traffic all = way.of("eth_getLogs");
        System.out.printf(
                "a log of a claimed row: %d bytes%n",
                (all.minus(none).bytes() - none.minus(before).bytes()) / events);
    }

    private static void tell(String what, Map<String, Traffic> before, Map<String, Traffic> after) {
        System.out.println(what + ":");
        after.forEach((method, traffic) -> {
            Traffic more = traffic.minus(before.getOrDefault(method, new Traffic(0, 0)));
            if (more.calls() > 0) {
                System.out.printf("  %s: %d calls, %d bytes%n", method, more.calls(), more.bytes());
            }
        });
    }
}
