package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.gateway.Gateway;
import io.deopenchat.money.Wei;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge's doctor finds what keeps it from serving, and says what to do. */
class DoctorIT {
    private static final String MODEL = "storyteller/7b";

    @TempDir
    Path scratch = Path.of(".");

    private Marketplace market;
    private ProviderActor provider;
    private Gateway gateway;
    private ClientActor client;
    private BridgeCommands commands;
    private String key;

    @BeforeEach
    void opens() {
        market = Marketplace.onAnvil(scratch);
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once").usage(11, 4));
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
        gateway = provider.serves(backend.api());
        client = market.client();
        commands = new BridgeCommands(market, client);
        key = commands.keyFile(client.key());
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private BridgeCommands.Result examined(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--client-sk-file", key));
        arguments.addAll(List.of("--state-dir", client.stateDirectory().toString()));
        arguments.addAll(List.of("--provider", provider.address().toString()));
        arguments.addAll(List.of(more));
        return commands.runs("doctor", arguments);
    }

    private static String freePort() {
        return "127.0.0.1:" + ProviderActor.freePort();
    }

    @Test
    void saysThatAllIsWellBeforeTheFirstStart() {
        client.fetchesTokens(provider, MODEL, 1_000);

        String port = freePort();
        BridgeCommands.Result result = Eventually.finds(
                "the gateway has seen the deposit",
                () -> Optional.of(examined("--allow-private-endpoints", "--bind-addr", port))
                        .filter(seen -> !seen.out().contains("unknown_account")));

        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out().lines()).allMatch(line -> line.startsWith("ok    "));
        assertThat(result.out())
                .contains("client key " + client.address())
                .contains("no daemon uses this client key now", "is free")
                .contains("chain 31337 answers", "has the code of this version")
                .contains("lists " + MODEL, "speaks version 1", "serves every listed model")
                .contains("the gateway knows the account", "0.001 ETH of the escrow are free");
        assertThat(client.stateDirectory()).doesNotExist();
    }

    @Test
    void tellsThatADaemonRuns() {
        client.fetchesTokens(provider, MODEL, 1_000);
        BridgeActor bridge = client.startsBridge(provider);

        BridgeCommands.Result result = examined("--allow-private-endpoints", "--bind-addr", freePort());

        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out()).contains("ok    a daemon uses this client key now", "another --bind-addr");
        bridge.stops();
    }

    @Test
    void aPortThatAnotherProgramTookIsAFailure() throws IOException {
        client.fetchesTokens(provider, MODEL, 1_000);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BridgeCommands.Result result =
                    examined("--allow-private-endpoints", "--bind-addr", "127.0.0.1:" + other.getLocalPort());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.out()).contains("fail  another program listens on", "--bind-addr");
        }
    }

    @Test
    void whoBoughtNothingIsToldSoAndThatHisEndpointPolicyRefusesTheGateway() {
        BridgeCommands.Result result = examined("--bind-addr", freePort());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("has bought nothing of provider", "buy with up or fetch-tokens")
                .contains("fail  the gateway at", "--allow-private-endpoints uses it all the same");
    }

    @Test
    void aGatewayThatDoesNotAnswerIsAFailure() {
        client.fetchesTokens(provider, MODEL, 1_000);
        gateway.close();

        BridgeCommands.Result result = examined("--allow-private-endpoints", "--bind-addr", freePort());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("fail  the gateway at " + provider.endpoint(), "choose another one");
    }

    @Test
    void anEscrowThatCoversNoCallIsAFailure() {
        client.fetchesTokens(provider, MODEL, 1);

        BridgeCommands.Result result = examined("--allow-private-endpoints", "--bind-addr", freePort());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("fail  0.000001 ETH of the escrow are free", "buy more with fetch-tokens");
    }

    @Test
    void aKeyThatOthersMayReadIsAFailureAndTheChainIsLookedAtAllTheSame() throws IOException {
        Files.setPosixFilePermissions(Path.of(key), PosixFilePermissions.fromString("rw-r--r--"));

        BridgeCommands.Result result = examined();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("run: chmod 600 " + key, "ok    chain 31337 answers");
    }

    @Test
    void aChainThatCannotBeReachedIsAFailureAndTheMachineIsLookedAtAllTheSame() {
        BridgeCommands.Result result = examined("--chain-endpoint", "http://127.0.0.1:1", "--network", "local");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("ok    no daemon uses this client key now", "fail  ");
    }

    @Test
    void checkedOptionsAreWellOnlyIfADaemonCouldStart() {
        List<String> options = List.of(
                "--client-sk-file",
                key,
                "--state-dir",
                client.stateDirectory().toString(),
                "--provider",
                provider.address().toString());

        BridgeCommands.Result checked = commands.runs("config", "check", options);

        assertThat(checked.exitCode()).as(checked.err()).isZero();
        assertThat(checked.out().lines()).allMatch(line -> line.startsWith("OK "));
        assertThat(checked.out()).contains("OK key: client " + client.address(), "lists " + MODEL);
    }

    @Test
    void shownOptionsTellWhereTheyComeFrom() {
        BridgeCommands.Result shown = commands.runs("config", "show", List.of("--client-sk-file", key));

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("client-sk-file = " + key + "  (command line)", "bind-addr = 127.0.0.1:8787  (default)");
    }
}
