package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.bridge.counterparty.Purse;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon buys by itself what its owner set aside, and nothing beyond it. */
class TopUpIT {
    private static final String MODEL = "storyteller/7b";
    private static final Wei LOT = Wei.parseWithUnit("50000gwei");

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private Marketplace market;
    private ProviderActor provider;
    private ClientActor client;
    private Wei bought;
    private BridgeCommands commands;

    @BeforeEach
    void opens() {
        market = new Marketplace(chain, scratch);
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
        client = market.client();
        bought = client.fetchesTokens(provider, MODEL, 1);
        commands = new BridgeCommands(market, client);
        provider.serves(backend.api());
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private void prefunds(String amount, String perDay, String limit) {
        BridgeCommands.Result result = commands.runs(
                "prefund",
                List.of(
                        "--amount",
                        amount,
                        "--client-pk",
                        client.signer().publicKey().toString(),
                        "--per-day",
                        perDay,
                        "--until",
                        "2100-01-01",
                        "--provider",
                        provider.address().toString(),
                        "--limit",
                        limit,
                        "--eth-wallet-sk-file",
                        commands.keyFile(chain.wallet(1))));
        assertThat(result.exitCode()).as(result.toString()).isZero();
    }

    private Optional<Purse> purse() {
        return purseOf(2);
    }

    private Optional<Purse> purseOf(int wallet) {
        return Optional.of(new Purse(market.contract(), market.sender(chain.wallet(wallet)), LOT));
    }

    private void sends(int wallet) {
        Address gas = market.sender(chain.wallet(wallet)).address();
        Eventually.holds("a top-up is on its way", () -> market.node().nextNonce(gas) == 1);
    }

    private List<Wei> moved() {
        return market.contract().events(provider.address(), 0, market.node().headBlock()).stream()
                .filter(AccountEvent.ToppedUp.class::isInstance)
                .map(AccountEvent.ToppedUp.class::cast)
                .map(AccountEvent.ToppedUp::amount)
                .toList();
    }

    @Test
    void anAccountThatIsNearlySpentIsToppedUpOnceAndThenServes() {
        prefunds("200000gwei", "200000gwei", "200000gwei");

        BridgeActor bridge = client.startsBridge(provider, purse());

        Eventually.holds("the account is topped up", () -> !moved().isEmpty());
        assertThat(client.account(provider).escrow()).isEqualTo(bought.plus(LOT));
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        bridge.stops();
        client.startsBridge(provider, purse()).stops();
        assertThat(moved()).containsExactly(LOT);
    }

    @Test
    void whoStartsAgainWhileATopUpIsOnItsWayMovesItOnce() {
        prefunds("200000gwei", "200000gwei", "200000gwei");
        chain.node().setAutomine(false);

        BridgeActor killed = client.startsBridge(provider, purseOf(2));
        sends(2);
        killed.stops();
        BridgeActor bridge = client.startsBridge(provider, purseOf(3));
        sends(3);
        chain.node().mine();
        chain.node().setAutomine(true);

        assertThat(moved()).containsExactly(LOT);
        assertThat(client.account(provider).escrow()).isEqualTo(bought.plus(LOT));
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
    }

    @Test
    void neverMoreIsMovedThanTheOwnerAllows() {
        prefunds("200000gwei", "9000gwei", "200000gwei");

        BridgeActor bridge = client.startsBridge(provider, purse());
        Eventually.holds("the account is topped up", () -> !moved().isEmpty());
        bridge.stops();
        client.startsBridge(provider, purse()).stops();

        assertThat(moved()).containsExactly(Wei.parseWithUnit("9000gwei"));
        assertThat(commands.withdraws("--prefund").out()).contains("paid 191000000000000");
    }

    @Test
    void anAccountWithEnoughIsLeftAlone() {
        prefunds("200000gwei", "200000gwei", "200000gwei");
        client.fetchesTokens(provider, MODEL, 100);

        BridgeActor bridge = client.startsBridge(provider, purse());
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        bridge.hasConfirmed(1);
        bridge.stops();

        assertThat(moved()).isEmpty();
    }
}
