package io.deopenchat.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.cli.Program;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeCommandTest {
    private final Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    BridgeCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private int run(String... arguments) {
        return new Program(
                        BridgeCommand.NAME,
                        new BridgeCommand(),
                        Map.of(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .run(arguments);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @Test
    void writesANewKeyForItsOwnerOnly() throws IOException {
        Path file = directory.resolve("client.key");

        assertThat(run("keygen", "--out", file.toString())).isZero();

        Signer signer = new Signer(KeyFile.read(file), Secp256k1.fastest());
        assertThat(lines())
                .containsExactly("client address " + signer.address(), "client public key " + signer.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        Path file = directory.resolve("client.key");
        run("keygen", "--out", file.toString());
        String first = Files.readString(file, StandardCharsets.UTF_8);

        assertThat(run("keygen", "--out", file.toString())).isEqualTo(2);

        assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(first);
    }

    @Test
    void showsASecretKeyOnlyWhenThereIsNoFileAndWarns() {
        assertThat(run("keygen")).isZero();

        String secret = lines().getFirst().substring("client secret key ".length());
        assertThat(lines().get(1))
                .isEqualTo("client address " + new Signer(SecretKey.parse(secret), Secp256k1.fastest()).address());
        assertThat(err.toString()).startsWith("warning:");
    }

    @Test
    void listensOnThisMachineOnly() throws IOException {
        Path key = directory.resolve("client.key");
        run("keygen", "--out", key.toString());

        assertThat(run(
                        "daemon",
                        "--bind-addr",
                        "0.0.0.0:8787",
                        "--provider",
                        Parties.PROVIDER.toString(),
                        "--client-sk-file",
                        key.toString(),
                        "--state-dir",
                        directory.toString()))
                .isEqualTo(2);

        assertThat(err.toString()).contains("--bind-addr 0.0.0.0: expected localhost, 127.0.0.1 or [::1]");
    }

    @Test
    void refusesToBuyNothing() {
        assertThat(run(
                        "fetch-tokens",
                        "--provider",
                        Parties.PROVIDER.toString(),
                        "--client-pk",
                        Parties.CLIENT.publicKey().toString(),
                        "--ktokens",
                        "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--ktokens must be at least 1");
    }

    @Test
    void printsReceiptsOneALineWhileTheBridgeRuns() {
        try (FakeGateway gateway = new FakeGateway();
                RunningBridge bridge = new RunningBridge(directory, new Registry(gateway.endpoint()))) {
            bridge.chats();
            bridge.chats();
            bridge.awaitState(2, RoundState.CONFIRMED);

            assertThat(run("receipts", "--state-dir", directory.toString(), "--last", "1"))
                    .isZero();
        }

        assertThat(lines()).hasSize(1);
        var receipt = Json.parseObject(lines().getFirst().getBytes(StandardCharsets.UTF_8));
        assertThat(receipt.get("sequence").asText()).isEqualTo("2");
        assertThat(receipt.get("cost").asText()).isEqualTo("23");
        assertThat(receipt.get("model").asText()).isEqualTo(Parties.MODEL);
        assertThat(receipt.get("provider").asText()).isEqualTo(Parties.PROVIDER.toString());
        assertThat(receipt.get("state").asText()).isEqualTo("confirmed");
        assertThat(receipt.has("signature")).isTrue();
    }

    @Test
    void saysWhereThereIsNoJournal() {
        assertThat(run("receipts", "--state-dir", directory.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no state directory");
    }

    @Test
    void escapesWhatAStrangerWrote() {
        assertThat(Printable.text("a\u001b[31mb\n\u202e/model")).isEqualTo("a\\u{1b}[31mb\\u{a}\\u{202e}/model");
    }
}
