package io.deopenchat.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.DeployedChain;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a provider does at the contract beside serving. Account 2 is its operator, account 4 is named to follow it. */
@Timeout(120)
class ProviderCommandsTest {
    private static ProviderOnChain provider;

    private final Path directory;
    private String snapshot = "";

    ProviderCommandsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void deploy() {
        provider = new ProviderOnChain();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void remember() {
        snapshot = provider.anvil().snapshot();
        KeyFile.create(directory.resolve("wallet.key"), Anvil.key(1));
        provider.chain().deployment().write(directory.resolve("deployment.json"));
    }

    @AfterEach
    void goBack() {
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private CommandLineRun looks(String... command) {
        List<String> arguments = new ArrayList<>(List.of(
                "--chain-endpoint",
                provider.anvil().url(),
                "--deployment",
                directory.resolve("deployment.json").toString()));
        arguments.addAll(List.of(command));
        return CommandLineRun.of(arguments);
    }

    private CommandLineRun runs(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(
                List.of("--wallet-sk-file", directory.resolve("wallet.key").toString()));
        return looks(arguments.toArray(String[]::new));
    }

    private static RegisteredProvider registered() {
        return provider.contract().registry().provider(ProviderOnChain.PROVIDER).orElseThrow();
    }

    private static List<Listing> listings() {
        return provider.contract().registry().listings(ProviderOnChain.PROVIDER);
    }

    private static long blocks() {
        return provider.chain().client().headBlock();
    }

    @Test
    void anUpdateOfNothingIsRefused() {
        assertThat(runs("provider-update").fails(2)).contains("nothing to update; name at least one of --endpoint");
    }

    @Test
    void anUpdateChangesOnlyWhatItNames() {
        runs("provider-update", "--endpoint", "https://elsewhere.example").succeeds();

        assertThat(registered().endpoint()).isEqualTo("https://elsewhere.example");
        assertThat(registered().encryptionKey()).isEqualTo(Hash.keccak256("encryption key"));
        assertThat(registered().operators().present()).isEqualTo(Anvil.address(2));

        runs("provider-update", "--metadata-uri", "ipfs://about", "--encryption-key", "0x" + "ab".repeat(32))
                .succeeds();

        assertThat(registered().endpoint()).isEqualTo("https://elsewhere.example");
        assertThat(registered().metadataUri()).isEqualTo("ipfs://about");
        assertThat(registered().encryptionKey().toString()).isEqualTo("0x" + "ab".repeat(32));
    }

    @Test
    void anUpdateThatWouldChangeNothingIsNotSent() {
        long before = blocks();

        CommandLineRun run =
                runs("provider-update", "--endpoint", registered().endpoint()).succeeds();

        assertThat(run.out()).contains("nothing was sent");
        assertThat(blocks()).isEqualTo(before);
    }

    @Test
    void anUpdateDoesNotTakeBackTheAnnouncementOfAnOperator() {
        provider.names(Anvil.address(4));

        runs("provider-update", "--metadata-uri", "ipfs://about").succeeds();

        assertThat(registered().operators().announced().map(Operators.TimedOperator::key))
                .contains(Anvil.address(4));
        assertThat(registered().operators().releases()).isEqualTo(Anvil.address(4));
    }

    @Test
    void aRotationTellsFromWhenOnTheNewKeyCounts() {
        CommandLineRun run = runs(
                        "rotate-operator", "--operator", Anvil.address(4).toString())
                .succeeds();

        Instant from = registered().operators().announced().orElseThrow().time();
        assertThat(run.lines())
                .containsExactly(
                        "operator " + Anvil.address(4) + " signs releases from now on, and receipts from " + from
                                + " on",
                        "operator " + Anvil.address(2) + " signs receipts until " + from
                                + "; keep the gateway on its key until then, and restart it with the new one after");
    }

    @Test
    void namingTheSameOperatorTwiceDoesNotStartTheNoticeAgain() {
        runs("rotate-operator", "--operator", Anvil.address(4).toString()).succeeds();
        Instant from = registered().operators().announced().orElseThrow().time();
        provider.anvil().increaseTime(Duration.ofHours(1));

        CommandLineRun run = runs(
                        "rotate-operator", "--operator", Anvil.address(4).toString())
                .succeeds();

        assertThat(run.lines().getFirst()).contains("is named already; nothing was sent");
        assertThat(registered().operators().announced().orElseThrow().time()).isEqualTo(from);
    }

    @Test
    void namingThePresentOperatorTakesAnAnnouncementBack() {
        provider.names(Anvil.address(4));

        CommandLineRun run = runs(
                        "rotate-operator", "--operator", Anvil.address(2).toString())
                .succeeds();

        assertThat(run.lines()).containsExactly("operator " + Anvil.address(2) + " signs receipts and releases");
        assertThat(registered().operators().announced()).isEmpty();
    }

    @Test
    void anUnlistedModelIsOffTheMarket() {
        provider.list("another", ProviderOnChain.PRICES);

        runs("provider-unlist", "--model", "another").succeeds();

        assertThat(listings())
                .filteredOn(Listing::listed)
                .extracting(Listing::name)
                .containsExactly(ProviderOnChain.MODEL);
    }

    @Test
    void aModelThatIsNotListedCannotBeUnlisted() {
        assertThat(runs("provider-unlist", "--model", "unknown").fails(1)).contains("does not offer the model");
    }

    @Test
    void aDeregisteredProviderOffersNothingAndIsToldThatItsRegistrationStays() {
        provider.list("another", ProviderOnChain.PRICES);
        provider.unlist(ProviderOnChain.MODEL);
        provider.list(ProviderOnChain.MODEL, ProviderOnChain.PRICES);
        assertThat(listings()).anyMatch(listing -> listing.announced().isPresent());

        CommandLineRun run = runs("provider-deregister").succeeds();

        assertThat(listings())
                .noneMatch(listing -> listing.listed() || listing.announced().isPresent());
        assertThat(run.lines()).contains("unlisted another", "unlisted " + ProviderOnChain.MODEL);
        assertThat(run.lines().getLast()).contains("the contract keeps its registration");
    }

    @Test
    void somebodyWhoIsNoProviderIsToldToRegister() {
        assertThat(looks("status", "--provider", Anvil.address(5).toString()).fails(1))
                .contains("is not registered with contract")
                .contains("run provider-register first");
    }

    @Test
    void theStatusTellsWhatHoldsAndWhatIsAnnounced() {
        Prices dearer = new Prices(Wei.of(6), ProviderOnChain.PRICES.input(), ProviderOnChain.PRICES.output());
        provider.list(ProviderOnChain.MODEL, dearer);
        provider.names(Anvil.address(4));
        Instant from = registered().operators().announced().orElseThrow().time();

        String text = looks("status", "--provider", ProviderOnChain.PROVIDER.toString())
                .succeeds()
                .out();

        assertThat(text)
                .contains(Anvil.address(2) + " signs receipts")
                .contains(Anvil.address(4) + " signs receipts from " + from)
                .contains(Anvil.address(4) + " signs releases")
                .contains(ProviderOnChain.MODEL + ": " + ProviderOnChain.PRICES)
                .contains(": " + dearer + ", capacity 8")
                .contains("https://gateway.example")
                .contains("86400 s: how long an owner waits")
                .contains(", the last sign of life that the contract noted")
                .contains("31337 at ")
                .contains(provider.contract().address() + ", settles in the native coin");
    }

    @Test
    void theStatusForProgramsJudgesAnnouncementsByTheClockOfTheChain() {
        provider.names(Anvil.address(4));
        provider.anvil().increaseTime(DeployedChain.WITHDRAWAL_DELAY.plusMinutes(1));
        provider.anvil().mine();

        ObjectNode status = looks("status", "--json", "--provider", ProviderOnChain.PROVIDER.toString())
                .succeeds()
                .objects()
                .getFirst();

        assertThat(status.get("receiptOperator").textValue())
                .isEqualTo(Anvil.address(4).toString());
        assertThat(status.has("nextOperator")).isFalse();
        assertThat(status.at("/models/0/requestPrice").textValue()).isEqualTo("5");
        assertThat(status.get("credit").textValue()).isEqualTo("0");
        assertThat(status.get("chainId").textValue()).isEqualTo("31337");
    }

    @Test
    void earningsAreWhatClaimsAndSettlementsPaid() {
        ClientKey first = new ClientKey("first");
        ClientKey second = new ClientKey("second");
        provider.buys(first, 3_000);
        provider.buys(second, 3_000);
        provider.wallet()
                .send(provider.contract()
                        .claims()
                        .claim(
                                ProviderOnChain.PROVIDER,
                                List.of(provider.confirms(first, 1_000), provider.confirms(second, 500))));
        provider.asksForItBack(first);
        provider.getsItBack(first);

        List<String> csv = looks("earnings", "--csv", "--provider", ProviderOnChain.PROVIDER.toString())
                .succeeds()
                .lines();

        assertThat(csv).hasSize(2).first().isEqualTo(Earning.CSV_HEAD);
        ObjectNode earning = looks("earnings", "--json", "--provider", ProviderOnChain.PROVIDER.toString())
                .succeeds()
                .objects()
                .getFirst();
        assertThat(earning.get("claimed").textValue()).isEqualTo("1500");
        assertThat(earning.get("fee").textValue()).isEqualTo("0");
        assertThat(earning.get("settled").textValue()).isEqualTo("0");
        assertThat(earning.get("rows").textValue()).isEqualTo("2");
        assertThat(Long.parseLong(earning.get("gasUsed").textValue())).isPositive();
        assertThat(csv.get(1))
                .startsWith(
                        Instant.ofEpochSecond(Long.parseLong(earning.get("time").textValue())) + ","
                                + earning.get("block").textValue() + ","
                                + earning.get("transaction").textValue()
                                + ",1500,0,0,2,");
    }

    @Test
    void gasThatSomebodyElsePaidIsNotTheProviders() {
        ClientKey client = new ClientKey("client");
        provider.buys(client, 3_000);
        provider.chain()
                .sender(5)
                .send(provider.contract()
                        .claims()
                        .claim(ProviderOnChain.PROVIDER, List.of(provider.confirms(client, 1_000))));

        ObjectNode earning = looks("earnings", "--json", "--provider", ProviderOnChain.PROVIDER.toString())
                .succeeds()
                .objects()
                .getFirst();

        assertThat(earning.get("claimed").textValue()).isEqualTo("1000");
        assertThat(earning.has("gasUsed")).isFalse();
        assertThat(earning.has("gasCost")).isFalse();
    }

    @Test
    void earningsOfARangeThatEndsBeforeItBeginsAreWrongUsage() {
        assertThat(looks(
                                "earnings",
                                "--from-block",
                                "9",
                                "--to-block",
                                "3",
                                "--provider",
                                ProviderOnChain.PROVIDER.toString())
                        .fails(2))
                .contains("--from-block 9 must be 0 or more, and at most --to-block 3");
    }

    private CommandLineRun checks(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "config",
                "check",
                "--backend-api",
                "http://127.0.0.1:1/v1",
                "--state-dir",
                directory.resolve("state").toString()));
        arguments.addAll(List.of(more));
        return runs(arguments.toArray(String[]::new));
    }

    private String operatorKey() {
        Path file = directory.resolve("operator.key");
        KeyFile.create(file, Anvil.key(2));
        return file.toString();
    }

    @Test
    void aGoodConfigurationIsToldLineByLineAndServesNothing() {
        CommandLineRun run = checks("--commit-high-water-level", "1000", "--operator-sk-file", operatorKey())
                .succeeds();

        assertThat(run.lines()).hasSize(8).allMatch(line -> line.startsWith("OK "));
        assertThat(run.lines())
                .contains(
                        "OK keys: wallet " + ProviderOnChain.PROVIDER + ", operator " + Anvil.address(2),
                        "OK operator signs receipts now",
                        "OK listed: " + ProviderOnChain.MODEL);
        assertThat(directory.resolve("state")).doesNotExist();
    }

    private CommandLineRun probes(String backend) {
        return runs(
                "config",
                "check",
                "--probe",
                "--backend-api",
                backend,
                "--commit-high-water-level",
                "1000",
                "--operator-sk-file",
                operatorKey(),
                "--state-dir",
                directory.resolve("state").toString());
    }

    @Test
    void aProbeAsksTheBackendsForTheListedModels() {
        try (TestBackend backend = new TestBackend()) {
            Thread.ofVirtual()
                    .start(() -> backend.next().answers("{\"data\":[{\"id\":\"" + ProviderOnChain.MODEL + "\"}]}"));

            assertThat(probes(backend.url().toString()).succeeds().lines())
                    .allMatch(line -> line.startsWith("OK "))
                    .contains(
                            "OK backend backend at " + backend.url() + " answers",
                            "OK a backend serves " + ProviderOnChain.MODEL);
        }
    }

    @Test
    void aProbeStopsAtABackendThatDoesNotHaveAListedModel() {
        try (TestBackend backend = new TestBackend()) {
            Thread.ofVirtual().start(() -> backend.next().answers("{\"data\":[{\"id\":\"another\"}]}"));

            CommandLineRun run = probes(backend.url().toString());

            assertThat(run.fails(1)).contains("no backend serves the listed model " + ProviderOnChain.MODEL);
            assertThat(run.lines()).contains("OK listed: " + ProviderOnChain.MODEL);
        }
    }

    @Test
    void aProbeStopsAtABackendThatDoesNotAnswer() {
        assertThat(probes("http://127.0.0.1:1/v1").fails(1))
                .contains("backend backend at http://127.0.0.1:1/v1 does not tell its models", "start it");
    }

    @Test
    void shownOptionsTellWhereTheyComeFromAndHideTheKey() throws IOException {
        Path file = Files.writeString(
                directory.resolve("config.toml"), "# mine\ncommit-high-water-level = 1000\nclaim-after = \"12h\"\n");

        CommandLineRun run = looks(
                        "config",
                        "show",
                        "--config",
                        file.toString(),
                        "--backend-api",
                        "http://127.0.0.1:1/v1",
                        "--wallet-sk",
                        "ab".repeat(32))
                .succeeds();

        assertThat(run.lines())
                .contains(
                        "backend-api = http://127.0.0.1:1/v1  (command line)",
                        "claim-after = 12h  (" + file + ", line 3)",
                        "commit-high-water-level = 1000  (" + file + ", line 2)",
                        "wallet-sk = (hidden)  (command line)");
        assertThat(run.out()).doesNotContain("abab");
    }

    @Test
    void aValueOfWrongFormInTheFileIsToldWithItsLine() throws IOException {
        Path file =
                Files.writeString(directory.resolve("config.toml"), "claim-after = \"12h\"\nbind-addr = \"here\"\n");

        CommandLineRun run = checks("--config", file.toString(), "--commit-high-water-level", "1000");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(file + ", line 2: ", "--bind-addr", "'here' is not host:port");
    }

    @Test
    void aWrongOperatorKeyIsTheOneThingSaid() {
        assertThat(checks("--commit-high-water-level", "1000").fails(1))
                .contains("from operator " + Anvil.address(2))
                .contains("--operator-sk-file");
    }

    @Test
    void anOptionOutOfRangeIsTheOneThingSaid() {
        assertThat(checks("--commit-high-water-level", "0", "--operator-sk-file", operatorKey())
                        .fails(1))
                .contains("--commit-high-water-level must be at least 1 token, got 0");
    }

    @Test
    void aProviderWithoutAListingCannotServe() {
        provider.unlist(ProviderOnChain.MODEL);

        assertThat(checks("--commit-high-water-level", "1000", "--operator-sk-file", operatorKey())
                        .fails(1))
                .contains("lists no model; run provider-register");
    }

    @Test
    void aStateDirectoryThatCannotBeMadeIsTheOneThingSaid() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(runs(
                                "config",
                                "check",
                                "--backend-api",
                                "http://127.0.0.1:1/v1",
                                "--commit-high-water-level",
                                "1000",
                                "--operator-sk-file",
                                operatorKey(),
                                "--state-dir",
                                file.resolve("state").toString())
                        .fails(1))
                .contains("cannot be made: " + file + " is no directory");
    }

    @Test
    void aDoctorFindsWhatIsWellAndWhatIsNotWithTheRemedy() {
        try (TestBackend backend = new TestBackend()) {
            Thread answers = Thread.ofVirtual()
                    .start(() -> backend.next().answers("{\"object\":\"list\",\"data\":[{\"id\":\"another\"}]}"));

            CommandLineRun run = runs(
                    "doctor",
                    "--backend-api",
                    backend.url().toString(),
                    "--operator-sk-file",
                    operatorKey(),
                    "--state-dir",
                    directory.toString());

            assertThat(answers.isAlive()).isFalse();
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.lines()).allMatch(line -> line.matches("(ok  |warn|fail)  .+"));
            assertThat(run.lines())
                    .contains(
                            "ok    operator " + Anvil.address(2) + " signs receipts now",
                            "fail  no backend serves the listed model " + ProviderOnChain.MODEL
                                    + "; load it there, or take it off the market with provider-unlist")
                    .anyMatch(line -> line.startsWith("ok    chain 31337 answers at "))
                    .anyMatch(line -> line.startsWith("warn  the registered endpoint https://gateway.example"))
                    .anyMatch(line -> line.contains(" MiB are free for " + directory));
        }
    }

    @Test
    void aDoctorAsksEveryBackendOfAFileByTheNamesThatItKnows() throws IOException {
        try (TestBackend good = new TestBackend();
                TestBackend poor = new TestBackend()) {
            Thread.ofVirtual().start(() -> good.next().answers("{\"data\":[{\"id\":\"local-name\"}]}"));
            Thread.ofVirtual().start(() -> poor.next().answers("{\"data\":[]}"));
            Path file = Files.writeString(
                    directory.resolve("backends.json"), """
                    {"backends": [
                      {"name": "good", "api": "%s", "models": {"%3$s": "local-name"}},
                      {"name": "poor", "api": "%s", "models": {"%3$s": "not-loaded"}}]}
                    """.formatted(good.url(), poor.url(), ProviderOnChain.MODEL));

            assertThat(runs("doctor", "--backends", file.toString(), "--state-dir", directory.toString())
                            .lines())
                    .contains(
                            "ok    backend good at " + good.url() + " answers",
                            "fail  backend poor at " + poor.url()
                                    + " does not have not-loaded; load it there, or mend the names in the backends file",
                            "ok    a backend serves " + ProviderOnChain.MODEL);
        }
    }

    @Test
    void aDoctorSaysThatABackendDoesNotAnswerAndThatTheKeyIsWrong() {
        CommandLineRun run =
                runs("doctor", "--backend-api", "http://127.0.0.1:1/v1", "--state-dir", directory.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lines())
                .anyMatch(line ->
                        line.startsWith("fail  backend backend at http://127.0.0.1:1/v1 does not tell its models"))
                .anyMatch(line -> line.startsWith("fail  the contract takes receipts of provider"));
    }

    @Test
    void aDoctorFindsAClockThatIsBehind() {
        provider.anvil().increaseTime(Duration.ofDays(3));
        provider.anvil().mine();

        assertThat(runs("doctor", "--state-dir", directory.toString()).lines())
                .anyMatch(line -> line.startsWith("fail  this machine's clock is ") && line.endsWith("set the clock"));
    }
}
