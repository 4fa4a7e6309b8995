package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.Anvil;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.SecretKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes with keys from everywhere they may come from: they work, one at a time for each key, and tell no secret. */
class KeysIT {
    private static final String MODEL = "storyteller/7b";
    private static final String PASSWORD = "correct horse battery";
    private static final Map<String, String> TALKATIVE = Map.of("DEOPENCHAT_LOG_LEVEL", "DEBUG");
    private static final int IN_OTHER_PROGRAM = 5;

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private Marketplace market;
    private ScriptedBackend backend;
    private ProviderActor provider;
    private final List<DaemonProcess> processes = new ArrayList<>();

    @BeforeEach
    void opens() {
        market = new Marketplace(chain, scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
    }

    @AfterEach
    void closes() {
        processes.reversed().forEach(DaemonProcess::close);
        market.close();
    }

    private BridgeProcess starts(ClientActor client, List<String> key, Map<String, String> environment) {
        BridgeProcess bridge = BridgeProcess.start(market, provider, client.stateDirectory(), key, environment);
        processes.add(bridge);
        return bridge;
    }

    private static Http.Answer chats(DaemonProcess bridge) {
        return new Http()
                .postJson(bridge.address() + "/chat/completions", Json.text(BridgeActor.chat(MODEL, "tell me")));
    }

    private static List<String> signedByAnvil(String url) {
        return List.of(
                "--client-signer-url",
                url,
                "--client-signer-address",
                Anvil.address(IN_OTHER_PROGRAM).toString());
    }

    @Test
    void aKeyInAnotherProgramPaysForRoundsAndGetsTheRestBack() {
        ClientActor client = market.client(Anvil.key(IN_OTHER_PROGRAM));
        Wei bought = client.fetchesTokens(provider, MODEL, 100);
        provider.serves(backend.api());
        BridgeCommands commands = new BridgeCommands(market, client);
        BridgeProcess bridge = starts(client, signedByAnvil(chain.url()), Map.of());

        assertThat(chats(bridge).status()).isEqualTo(200);
        Eventually.holds("the round is confirmed", () -> states(client).equals(List.of("confirmed")));

        assertThat(commands.runs("show-key", signedByAnvil(chain.url())).out())
                .contains("client public key " + client.signer().publicKey());
        List<String> line = new ArrayList<>(List.of(
                "--all",
                "--allow-private-endpoints",
                "--eth-wallet-sk-file",
                commands.keyFile(chain.wallet(1)),
                "--state-dir",
                client.stateDirectory().toString()));
        line.addAll(signedByAnvil(chain.url()));
        BridgeCommands.Result result = commands.runs("withdraw", line);
        Wei cost = Wei.of(15_000_000_000L);
        assertThat(result.out()).contains("paid " + bought.minus(cost) + " to the owner and " + cost);
    }

    @Test
    void nothingIsSpentWhileTheOtherProgramIsAway() {
        ClientActor client = market.client(Anvil.key(IN_OTHER_PROGRAM));
        client.fetchesTokens(provider, MODEL, 100);
        provider.serves(backend.api());
        BridgeProcess bridge;
        try (Anvil program = Anvil.start()) {
            bridge = starts(client, signedByAnvil(program.url()), Map.of());
            assertThat(chats(bridge).status()).isEqualTo(200);
            Eventually.holds("the round is confirmed", () -> states(client).equals(List.of("confirmed")));
        }

        Http.Answer refused = chats(bridge);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("nothing was spent", "no connection; check that it runs");
        assertThat(backend.calls()).isEqualTo(1);
        assertThat(states(client)).containsExactlyInAnyOrder("confirmed", "void");
    }

    private static List<String> states(ClientActor client) {
        return BridgeActor.journal(client.stateDirectory()).stream()
                .map(round -> round.path("state").asText())
                .toList();
    }

    @Test
    void aSecondProcessWithTheSameKeyAndAnotherStateDirectoryEnds() throws Exception {
        ClientActor client = market.client();
        client.fetchesTokens(provider, MODEL, 100);
        provider.serves(backend.api());
        List<String> key = List.of("--client-sk-file", keyFile(client.key()));
        BridgeProcess first = starts(client, key, Map.of());
        first.address();

        BridgeProcess second = BridgeProcess.start(market, provider, market.directory("elsewhere"), key, Map.of());

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(String.join("\n", second.said()))
                .contains("another process (pid " + first.pid() + ") uses client key " + client.address());
        assertThat(chats(first).status()).isEqualTo(200);
        first.close();
        BridgeProcess third = starts(client, key, Map.of());
        assertThat(chats(third).status()).isEqualTo(200);
    }

    @Test
    void bridgesTellNoSecretWhereverItComesFrom() throws Exception {
        ClientActor client = market.client();
        client.fetchesTokens(provider, MODEL, 100);
        provider.serves(backend.api());
        String keystore = keystore(client.key());
        String passwordFile = secretFile(PASSWORD);

        tells(client, List.of("--client-sk-file", keystore, "--client-password-file", passwordFile), Map.of());
        tells(client, List.of("--client-sk-file", keystore), Map.of("DEOPENCHAT_CLIENT_PASSWORD", PASSWORD));
        tells(client, List.of("--client-sk-file", keyFile(client.key())), Map.of());
        tells(client, List.of(), Map.of("DEOPENCHAT_CLIENT_SK", digits(client.key())));
        tells(
                client,
                List.of(),
                Map.of("DEOPENCHAT_CLIENT_SK_FILE", keystore, "DEOPENCHAT_CLIENT_PASSWORD_FILE", passwordFile));
    }

    private void tells(ClientActor client, List<String> key, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(TALKATIVE);
        all.putAll(environment);
        BridgeProcess bridge = starts(client, key, all);
        assertThat(chats(bridge).status()).isEqualTo(200);
        String visible = commandLine(bridge);
        bridge.close();
        tellsNothing(client.key(), bridge.said() + visible);
    }

    @Test
    void aGatewayTellsNoSecretOfItsWallet() throws Exception {
        String keystore = keystore(provider.wallet());
        GatewayProcess gateway = GatewayProcess.start(
                market,
                provider,
                backend.api(),
                GatewayProcess.Launch.USUAL,
                List.of("--wallet-keystore", keystore),
                Map.of("DEOPENCHAT_LOG_LEVEL", "DEBUG", "DEOPENCHAT_WALLET_PASSWORD", PASSWORD));
        processes.add(gateway);

        assertThat(gateway.address()).isNotEmpty();

        String visible = commandLine(gateway);
        gateway.close();
        tellsNothing(provider.wallet(), gateway.said() + visible);
    }

    @Test
    void aWrongPasswordIsOneLineThatRepeatsNothing() throws Exception {
        ClientActor client = market.client();

        BridgeProcess bridge = starts(
                client,
                List.of("--client-sk-file", keystore(client.key())),
                Map.of("DEOPENCHAT_CLIENT_PASSWORD", PASSWORD + "!"));

        assertThat(bridge.exitCode()).isEqualTo(2);
        assertThat(bridge.said()).singleElement().asString().contains("cannot be decrypted: Invalid password provided");
        tellsNothing(client.key(), String.join("\n", bridge.said()));
    }

    private static void tellsNothing(SecretKey key, String told) {
        assertThat(told.toLowerCase(Locale.ROOT))
                .isNotEmpty()
                .doesNotContain(digits(key))
                .doesNotContain(PASSWORD)
                .doesNotContain("ciphertext");
    }

    /** What every user of the machine sees in the process list. */
    private static String commandLine(DaemonProcess process) throws IOException {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        return Files.isReadable(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    }

    private String keystore(SecretKey key) {
        Path file = market.file("keystore.json");
        KeyFile.createKeystore(file, key, PASSWORD);
        return file.toString();
    }

    private String keyFile(SecretKey key) {
        Path file = market.file("key");
        KeyFile.create(file, key);
        return file.toString();
    }

    private String secretFile(String content) throws IOException {
        Path file = Files.writeString(market.file("password"), content + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
                .toString();
    }

    private static String digits(SecretKey key) {
        return HexFormat.of().formatHex(key.exposed());
    }
}
