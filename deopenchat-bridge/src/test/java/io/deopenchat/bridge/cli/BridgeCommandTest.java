package io.deopenchat.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.cli.Program;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.money.Usage;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

        assertThat(run("keygen", "--plain", "--out", file.toString())).isZero();

        Signer signer = new Signer(KeyFile.read(file), Secp256k1.fastest());
        assertThat(lines())
                .containsExactly("client address " + signer.address(), "client public key " + signer.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void writesAKeystoreThatThePasswordOpens() throws IOException {
        Path file = directory.resolve("client.json");
        Path password = secretFile("password", "correct horse\n");

        assertThat(run("keygen", "--out", file.toString(), "--password-file", password.toString()))
                .isZero();

        Signer signer = new Signer(
                new SecretOption("--client-sk", "DEOPENCHAT_CLIENT_SK", null, file, null, password)
                        .require(Map.of(), new PrintWriter(err)),
                Secp256k1.fastest());
        assertThat(lines())
                .containsExactly("client address " + signer.address(), "client public key " + signer.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(out + err.toString()).doesNotContain("horse");
        assertThat(run("keygen", "--out", file.toString(), "--password-file", password.toString()))
                .isEqualTo(2);
    }

    @Test
    void writesAKeyInClearOnlyWhenTold() {
        Path file = directory.resolve("client.key");

        assertThat(run("keygen", "--out", file.toString())).isEqualTo(2);

        assertThat(err.toString()).contains("a keystore needs a password (--plain");
        assertThat(file).doesNotExist();
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        Path file = directory.resolve("client.key");
        run("keygen", "--plain", "--out", file.toString());
        String first = Files.readString(file, StandardCharsets.UTF_8);

        assertThat(run("keygen", "--plain", "--out", file.toString())).isEqualTo(2);

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
        run("keygen", "--plain", "--out", key.toString());

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

    private void twoRoundsAreConfirmed() {
        try (FakeGateway gateway = new FakeGateway();
                RunningBridge bridge = new RunningBridge(directory, new Registry(gateway.endpoint()))) {
            bridge.chats();
            bridge.chats();
            bridge.awaitState(2, RoundState.CONFIRMED);
        }
    }

    @Test
    void verifiesEveryReceiptAndConfirmation() {
        twoRoundsAreConfirmed();

        assertThat(run("receipts", "--state-dir", directory.toString(), "--verify"))
                .isZero();
        assertThat(lines()).singleElement().asString().contains("2 receipts", "46 base units", "everything holds");
    }

    @Test
    void tellsWhichReceiptWasChanged() throws Exception {
        twoRoundsAreConfirmed();
        changeJournal(
                "UPDATE rounds SET receipt = replace(receipt, '\"cost\":\"23\"', '\"cost\":\"22\"') WHERE sequence = 2");

        assertThat(run("receipts", "--state-dir", directory.toString(), "--verify"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("round 2: the receipt is not signed by the operator", "the confirmation of 2");
    }

    @Test
    void tellsWhichConfirmationWasChanged() throws Exception {
        twoRoundsAreConfirmed();
        changeJournal("UPDATE confirmations SET message = replace(message, '\"46\"', '\"47\"')");

        assertThat(run("receipts", "--state-dir", directory.toString(), "--verify"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("it is not signed by client", "cumulativeCost=46", "cumulativeCost=47");
    }

    private void changeJournal(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + Parties.ACCOUNT.fileIn(directory));
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isPositive();
        }
    }

    @Test
    void exportsReceiptsAsTableAndAsArray() {
        twoRoundsAreConfirmed();

        assertThat(run("receipts", "--state-dir", directory.toString(), "--csv"))
                .isZero();
        assertThat(lines()).hasSize(3);
        assertThat(lines().getFirst()).startsWith("openedAt,provider,client,sequence,model,state,");
        assertThat(lines().get(1)).contains("," + Parties.PROVIDER + ",", ",1," + Parties.MODEL + ",confirmed,");

        out.getBuffer().setLength(0);
        assertThat(run("receipts", "--state-dir", directory.toString(), "--json", "--from", "2020-01-01"))
                .isZero();
        assertThat(out.toString()).startsWith("[{").contains("\"sequence\":\"1\"", "\"sequence\":\"2\"");
    }

    @Test
    void printsOnlyTheRoundsOfAProviderAndATime() {
        twoRoundsAreConfirmed();
        String state = directory.toString();

        assertThat(run("receipts", "--state-dir", state, "--to", "2020-01-01")).isZero();
        assertThat(run(
                        "receipts",
                        "--state-dir",
                        state,
                        "--provider",
                        Parties.CLIENT.address().toString()))
                .isZero();
        assertThat(lines()).isEmpty();
        assertThat(run("receipts", "--state-dir", state, "--from", "yesterday")).isEqualTo(2);
        assertThat(err.toString()).contains("'yesterday' is neither a day");
    }

    @Test
    void saysWhereThereIsNoJournal() {
        assertThat(run("receipts", "--state-dir", directory.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no state directory");
    }

    @Test
    void showsAndExportsWhatProvesADispute() {
        try (FakeGateway gateway = new FakeGateway();
                RunningBridge bridge = new RunningBridge(directory, new Registry(gateway.endpoint()))) {
            bridge.chats();
            gateway.answers(Script.whole().costing(new Usage(1_000_000, 3)));
            bridge.chats();
            bridge.awaitState(2, RoundState.DISPUTED);

            assertThat(run("--debug", "disputes", "list", "--state-dir", directory.toString()))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(lines())
                .singleElement()
                .asString()
                .contains(
                        "provider " + Parties.PROVIDER,
                        "round 2 of " + Parties.MODEL,
                        "expected at most",
                        "got 1000000");

        out.getBuffer().setLength(0);
        String provider = Parties.PROVIDER.toString();
        assertThat(run("disputes", "show", "2", "--provider", provider, "--state-dir", directory.toString()))
                .isZero();
        var evidence = Json.parseObject(out.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(evidence.path("receipt").path("requestHash"))
                .isEqualTo(evidence.path("agreed").path("requestHash"));
        assertThat(evidence.path("receipt").path("responseHash"))
                .isEqualTo(evidence.path("received").path("responseHash"));
        assertThat(evidence.path("contract").asText())
                .isEqualTo(Parties.DOMAIN.contract().toString());

        out.getBuffer().setLength(0);
        assertThat(run("disputes", "export", "--state-dir", directory.toString()))
                .isZero();
        assertThat(out.toString()).startsWith("[").contains("\"signature\"", "1000000");
        assertThat(run("disputes", "show", "1", "--provider", provider, "--state-dir", directory.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("is not disputed");
    }

    @Test
    void makesAndRemovesKeysOfApplications() {
        String state = directory.toString();

        assertThat(run("app-key", "add", "editor", "--state-dir", state)).isZero();
        assertThat(run("app-key", "list", "--state-dir", state)).isZero();
        assertThat(lines()).hasSize(2);
        assertThat(lines().getLast()).isEqualTo("editor " + lines().getFirst());
        assertThat(run("app-key", "remove", "editor", "--state-dir", state)).isZero();
        assertThat(run("app-key", "remove", "editor", "--state-dir", state)).isEqualTo(2);
    }

    @Test
    void showsProseInAnyLanguageAndNothingThatMovesTheCursor() {
        assertThat(Printable.prose("Grüße, 你好\u001b[31m\u202e")).isEqualTo("Grüße, 你好\\u{1b}[31m\\u{202e}");
    }

    @Test
    void escapesWhatAStrangerWrote() {
        assertThat(Printable.text("a\u001b[31mb\n\u202e/model")).isEqualTo("a\\u{1b}[31mb\\u{a}\\u{202e}/model");
    }

    @Test
    void applicationKeysAreAddedListedAndRemoved() {
        String state = directory.toString();

        assertThat(run("app-key", "add", "editor", "--state-dir", state))
                .as(err.toString())
                .isZero();
        String key = lines().getFirst();
        out.getBuffer().setLength(0);
        assertThat(run("app-key", "list", "--state-dir", state)).isZero();
        assertThat(lines()).containsExactly("editor " + key);

        assertThat(run("app-key", "remove", "editor", "--state-dir", state)).isZero();
        out.getBuffer().setLength(0);
        assertThat(run("app-key", "--state-dir", state, "list")).isZero();
        assertThat(lines()).isEmpty();
    }

    @Test
    void aListInTheFileNamesSeveral() throws IOException {
        Path file = directory.resolve("config.toml");
        Files.writeString(file, "budget = [\"1ether/day\", \"1gwei/request\"]\n");

        assertThat(run("config", "show", "--config", file.toString()))
                .as(err.toString())
                .isZero();
        assertThat(lines()).contains("budget = 1ether/day,1gwei/request  (" + file + ", line 1)");
    }
}
