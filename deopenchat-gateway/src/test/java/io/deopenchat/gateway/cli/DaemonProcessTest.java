package io.deopenchat.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.OrderState;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.SignedRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own, asked to end while it answers. */
@Timeout(180)
class DaemonProcessTest {
    private static final String BODY = "{\"model\":\"" + ProviderOnChain.MODEL
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}";
    private static final Pattern ADMIN_PORT = Pattern.compile("health and metrics on port ([0-9]+)");

    private final ProviderOnChain provider = new ProviderOnChain();
    private final TestBackend backend = new TestBackend();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ClientKey client = new ClientKey("client");
    private final Path directory;
    private final Path log;

    DaemonProcessTest(@TempDir Path directory) {
        this.directory = directory;
        this.log = directory.resolve("log.jsonl");
    }

    @AfterEach
    void close() {
        http.shutdownNow();
        backend.close();
        provider.close();
    }

    private Process starts(String... more) throws IOException {
        KeyFile.create(directory.resolve("wallet.key"), Anvil.key(1));
        KeyFile.create(directory.resolve("operator.key"), Anvil.key(2));
        provider.chain().deployment().write(directory.resolve("deployment.json"));
        return launches(more);
    }

    private Process launches(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                GatewayCommand.class.getName(),
                "--chain-endpoint",
                provider.anvil().url(),
                "--deployment",
                directory.resolve("deployment.json").toString(),
                "--wallet-sk-file",
                directory.resolve("wallet.key").toString(),
                "--log-format",
                "json",
                "daemon",
                "--operator-sk-file",
                directory.resolve("operator.key").toString(),
                "--bind-addr",
                "127.0.0.1:0",
                "--admin-addr",
                "127.0.0.1:0",
                "--backend-api",
                backend.url().toString(),
                "--commit-high-water-level",
                "1000000",
                "--state-dir",
                directory.resolve("state").toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(log.toFile()).start();
    }

    private static URI listening(Process daemon) throws IOException {
        BufferedReader out = daemon.inputReader(StandardCharsets.UTF_8);
        String ready = out.readLine();
        assertThat(ready).startsWith(GatewayCommand.NAME + " listening on ");
        return URI.create(ready.substring(ready.lastIndexOf(' ') + 1));
    }

    /** As one reads it who does not know the port: from the log, whose every line is an object. */
    private URI admin() throws IOException {
        for (String line : Files.readAllLines(log)) {
            String message = Json.parseObject(line.getBytes(StandardCharsets.UTF_8))
                    .path("message")
                    .asText();
            Matcher matcher = ADMIN_PORT.matcher(message);
            if (matcher.find()) {
                return URI.create("http://127.0.0.1:" + matcher.group(1));
            }
        }
        throw new AssertionError("the log does not tell the admin port");
    }

    private HttpResponse<InputStream> asks(URI gateway, long sequence) throws IOException, InterruptedException {
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        InferenceEndpoint endpoint = InferenceEndpoint.CHAT_COMPLETIONS;
        InferenceRequest request = new InferenceRequest(
                ProviderOnChain.PROVIDER,
                sequence,
                ContentHash.of(InferenceEndpoint.METHOD, endpoint.path(), body),
                ModelId.of(ProviderOnChain.MODEL),
                ProviderOnChain.PRICES,
                Wei.of(100),
                Wei.of(1_000),
                Instant.now().getEpochSecond() + 60);
        SignedRequest signed = new SignedRequest(
                request,
                client.address(),
                client.signer().sign(provider.contract().domain(), request));
        return http.send(
                HttpRequest.newBuilder(gateway.resolve(endpoint.path()))
                        .header(Headers.REQUEST, signed.header())
                        .header(Headers.SIGNATURE, signed.signature().toString())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private int ready(URI admin) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(admin.resolve("/health/ready")).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void askedToEndItFinishesItsStreamsRefusesNewOnesAndLeavesInOrder() throws Exception {
        provider.buys(client, 300_000);
        Process daemon = starts();
        try {
            URI gateway = listening(daemon);
            URI admin = admin();
            assertThat(ready(admin)).isEqualTo(200);
            HttpResponse<InputStream> stream = streams(gateway);

            daemon.destroy();
            Eventually.holds("it is not ready any more", () -> isDraining(admin));
            HttpResponse<InputStream> refused = asks(gateway, 2);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            call().says(" there").done();

            assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("Hello", " there", "[DONE]", Headers.RECEIPT_EVENT);
            assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(CommandLineRun.of(List.of(
                                    "rounds",
                                    "--json",
                                    "--state-dir",
                                    directory.resolve("state").toString()))
                            .succeeds()
                            .objects())
                    .singleElement()
                    .satisfies(
                            round -> assertThat(round.path("status").asText()).isEqualTo("complete"));
        } finally {
            daemon.destroyForcibly().onExit().join();
        }
    }

    @Test
    void itsLedgerIsCopiedWhileItServesAndComesBackWhenItIsStopped() throws Exception {
        provider.buys(client, 300_000);
        Path copy = directory.resolve("copy.sqlite");
        Process daemon = starts();
        try {
            HttpResponse<InputStream> stream = streams(listening(daemon));
            call().says(" there").done();
            stream.body().readAllBytes();

            ledger("backup", "--out", copy.toString()).succeeds();
            assertThat(ledger("restore", "--from", copy.toString()).fails(1)).contains("in use by another process");
            daemon.destroy();
            assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
            ledger("restore", "--from", copy.toString()).succeeds();
        } finally {
            daemon.destroyForcibly().onExit().join();
        }
        Process again = launches();
        try {
            HttpResponse<InputStream> refused = asks(listening(again), 2);
            String next = Json.parseObject(refused.body().readAllBytes())
                    .path("deopenchat")
                    .path("nextSequence")
                    .asText();
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(Long.parseLong(next)).isBetween(Limits.SKIPPED_SEQUENCES, Limits.MAX_SEQUENCE_LEAD);
        } finally {
            again.destroyForcibly().onExit().join();
        }
    }

    @Test
    void killedWithAnOrderLockedItGivesTheStakeOfASilentClientBackAlsoIfItServesNoMoreOrders() throws Exception {
        long order;
        Process killed = starts("--serve-orders", "--max-claim-gas-share", "0");
        try {
            listening(killed);
            order = provider.posts(client, provider.terms(10_000));
            Eventually.holds("it is locked", () -> provider.order(order).state() == OrderState.LOCKED);
        } finally {
            killed.destroyForcibly().onExit().join();
        }
        Process again = launches("--order-idle", "1s", "--max-claim-gas-share", "0");
        try {
            listening(again);
            Eventually.holds("it is finished", () -> provider.order(order).state() == OrderState.FINISHED);
            assertThat(provider.contract().credits().credit(Anvil.address(3))).isEqualTo(Wei.of(10_000));
        } finally {
            again.destroyForcibly().onExit().join();
        }
    }

    private CommandLineRun ledger(String command, String option, String file) {
        return CommandLineRun.of(List.of(
                command,
                "--chain-endpoint",
                provider.anvil().url(),
                "--deployment",
                directory.resolve("deployment.json").toString(),
                "--provider",
                ProviderOnChain.PROVIDER.toString(),
                "--state-dir",
                directory.resolve("state").toString(),
                option,
                file));
    }

    private TestBackend.@Nullable Call running;

    private TestBackend.Call call() {
        if (running == null) {
            throw new IllegalStateException("no call is running");
        }
        return running;
    }

    /** A stream whose first words are there. */
    private HttpResponse<InputStream> streams(URI gateway) throws IOException, InterruptedException {
        Thread answer = Thread.ofVirtual()
                .start(() -> running = backend.next().beginsStream().says("Hello"));
        HttpResponse<InputStream> stream = asks(gateway, 1);
        answer.join();
        assertThat(stream.statusCode()).isEqualTo(200);
        return stream;
    }

    private boolean isDraining(URI admin) {
        try {
            return ready(admin) == 503;
        } catch (IOException e) {
            throw new AssertionError("the admin port went away before the streams ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
