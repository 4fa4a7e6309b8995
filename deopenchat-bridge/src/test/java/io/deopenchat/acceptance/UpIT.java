package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.AccountState;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command brings a user from nothing to a bridge that serves, and buys once, whatever happens on the way. */
class UpIT {
    private static final String MODEL = "storyteller/7b";
    private static final Wei MILLION_TOKENS = Wei.parseWithUnit("1000000gwei");
    private static final String READY = " listening on ";

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private Marketplace market;
    private ProviderActor provider;
    private Path home;
    private Path deployment;
    private Path wallet;
    private Address owner;

    @BeforeEach
    void opens() throws IOException {
        market = new Marketplace(chain, scratch);
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
        provider.serves(backend.api());
        home = Files.createDirectories(scratch.resolve("home"));
        deployment = market.file("deployment.json");
        market.deployment().write(deployment);
        wallet = market.file("owner.key");
        KeyFile.create(wallet, chain.wallet(1));
        owner = market.sender(chain.wallet(1)).address();
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private List<AccountState> accounts() {
        return market.contract().escrow().accounts(provider.address());
    }

    private Path configuration() {
        return home.resolve(".deopenchat", "bridge", "config.toml");
    }

    private BridgeAtTerminal terminal(String... more) {
        assumeTrue(BridgeAtTerminal.isPossible(), "no pseudo terminal: install script of util-linux");
        List<String> arguments = new ArrayList<>(List.of("up", "--bind-addr", "127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return BridgeAtTerminal.starts(home, arguments.toArray(String[]::new));
    }

    /** Everything that may be said beforehand; the key is made here. */
    private BridgeAtTerminal unattended(String... more) {
        Path key = home.resolve("client.key");
        if (!Files.exists(key)) {
            KeyFile.create(key, market.client().key());
        }
        List<String> arguments = new ArrayList<>(List.of("up", "--bind-addr", "127.0.0.1:0"));
        arguments.addAll(List.of("--chain-endpoint", chain.url(), "--deployment", deployment.toString()));
        arguments.addAll(List.of("--client-sk-file", key.toString()));
        arguments.addAll(List.of(more));
        return BridgeAtTerminal.startsWithoutTerminal(home, arguments.toArray(String[]::new));
    }

    private BridgeAtTerminal buysUnattended() {
        return unattended(
                "--yes",
                "--provider",
                provider.address().toString(),
                "--allow-private-endpoints",
                "--eth-wallet-sk-file",
                wallet.toString(),
                "--amount",
                "0.001ether");
    }

    @Test
    void aPersonAnswersAndTheNextStartAsksNothing() throws IOException {
        try (BridgeAtTerminal up = terminal()) {
            up.answers("URL of a node", "nowhere").answers("is neither one of", chain.url());
            up.answers("deployment file", "/missing.json").answers("cannot be read", deployment.toString());
            up.answers("file of the client key", "");
            up.answers("number of provider and model [1]", "7").answers("not a number from 1 to 1", "1");
            up.answers("in a private network or without HTTPS", "yes");
            up.answers("wallet that pays", wallet.toString());
            up.answers("how much to buy", "3").answers("buy less than 1,000 tokens", "");
            up.shows("leaves the wallet: 0.001 ETH and at most 0.");
            assertThat(accounts()).isEmpty();
            up.answers("go on?", "yes");
            up.shows("bought 1,000,000 tokens")
                    .shows("API key for applications: ")
                    .shows(READY);
        }

        assertThat(accounts()).singleElement().extracting(AccountState::escrow).isEqualTo(MILLION_TOKENS);
        assertThat(Files.readString(configuration()))
                .contains("chain-endpoint = ", "deployment = ", "client-sk-file = ", "provider = ")
                .doesNotContain("owner.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration())))
                .isEqualTo("rw-------");

        try (BridgeAtTerminal again = terminal().shows(READY)) {
            assertThat(again.screen()).doesNotContain("?", "[");
        }
        assertThat(accounts()).singleElement().extracting(AccountState::escrow).isEqualTo(MILLION_TOKENS);
    }

    @Test
    void whoLeavesInTheMiddleHasSpentNothing() {
        try (BridgeAtTerminal up = terminal("--chain-endpoint", chain.url())) {
            up.answers("deployment file", deployment.toString()).shows("file of the client key");
            up.hearsNoMore();

            assertThat(up.ends()).isEqualTo(1);
            assertThat(up.screen()).contains("the input ended before everything was said; nothing was sent");
        }
        assertThat(accounts()).isEmpty();
        assertThat(configuration()).doesNotExist();
    }

    @Test
    void whoDoesNotAgreeHasSpentNothing() {
        try (BridgeAtTerminal up = terminal(
                "--chain-endpoint",
                chain.url(),
                "--deployment",
                deployment.toString(),
                "--allow-private-endpoints",
                "--eth-wallet-sk-file",
                wallet.toString(),
                "--amount",
                "0.001ether")) {
            up.answers("file of the client key", "")
                    .answers("number of provider", "")
                    .answers("go on?", "");

            assertThat(up.ends()).isEqualTo(1);
        }
        assertThat(accounts()).isEmpty();
    }

    @Test
    void withoutATerminalItNamesTheOptionThatIsMissing() {
        try (BridgeAtTerminal up = unattended()) {
            assertThat(up.ends()).isEqualTo(2);
            assertThat(up.screen().lines())
                    .singleElement()
                    .asString()
                    .startsWith("deopenchat-bridge: --provider is missing, and nobody can be asked");
        }
        assertThat(accounts()).isEmpty();
    }

    @Test
    void aStartThatIsKilledWhileItsPurchaseIsOnItsWayBuysItOnce() {
        chain.node().setAutomine(false);
        try (BridgeAtTerminal killed = buysUnattended()) {
            Eventually.holds("the purchase is on its way", () -> market.node().nextNonce(owner) == 1);
            killed.isKilled();
        }
        chain.node().rpc("anvil_dropAllTransactions");
        assertThat(market.node().nextNonce(owner)).isZero();
        try (BridgeAtTerminal again = buysUnattended()) {
            again.shows("goes on with the purchase that was begun");
            Eventually.holds("it is sent again", () -> market.node().nextNonce(owner) == 1);
            chain.node().setAutomine(true);
            chain.node().mine();
            again.shows(READY);
        }
        try (BridgeAtTerminal third = buysUnattended()) {
            third.shows(READY);
        }

        assertThat(accounts()).singleElement().extracting(AccountState::escrow).isEqualTo(MILLION_TOKENS);
        assertThat(market.node().nextNonce(owner)).isEqualTo(1);
    }

    @Test
    void aPurchaseWhosePlaceAnotherTransactionTookWasNeverMade() {
        chain.node().setAutomine(false);
        try (BridgeAtTerminal killed = buysUnattended()) {
            Eventually.holds("the purchase is on its way", () -> market.node().nextNonce(owner) == 1);
            killed.isKilled();
        }
        chain.node().rpc("anvil_dropAllTransactions");
        chain.node().setAutomine(true);
        market.client().fetchesTokens(provider, MODEL, 1);
        try (BridgeAtTerminal again = buysUnattended()) {
            assertThat(again.ends()).isEqualTo(1);
            assertThat(again.screen()).contains("took the place of the purchase, which was never made");
        }
        try (BridgeAtTerminal anew = buysUnattended()) {
            anew.shows(READY);
        }
        assertThat(accounts())
                .extracting(AccountState::escrow)
                .containsExactly(Wei.parseWithUnit("1000gwei"), MILLION_TOKENS);
    }

    @Test
    void aConfigurationOfSomebodyElseIsLeftAlone() throws IOException {
        Files.createDirectories(configuration().getParent());
        Files.writeString(configuration(), "prefer = \"price\"\n");

        try (BridgeAtTerminal up = buysUnattended()) {
            up.shows("stays as it is").shows("provider = ").shows(READY);
        }

        assertThat(Files.readString(configuration())).isEqualTo("prefer = \"price\"\n");
    }
}
