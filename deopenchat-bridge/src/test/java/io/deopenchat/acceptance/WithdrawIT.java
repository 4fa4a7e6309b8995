package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.gateway.Gateway;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner gets back what its client key did not spend: at once, or after the delay. */
class WithdrawIT {
    private static final String MODEL = "storyteller/7b";
    private static final Wei COST = Wei.of(15_000_000_000L);

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private Marketplace market;
    private ScriptedBackend backend;
    private ProviderActor provider;
    private ClientActor client;
    private Wei bought;
    private BridgeCommands commands;

    @BeforeEach
    void opens() {
        market = new Marketplace(chain, scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
        provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
        client = market.client();
        bought = client.fetchesTokens(provider, MODEL, 100);
        commands = new BridgeCommands(market, client);
    }

    @AfterEach
    void closes() {
        market.close();
    }

    @Test
    void releasesAtOnceWhileABridgeHoldsTheClientKeyAndPaysWhatWasUsed() {
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        bridge.hasConfirmed(1);

        BridgeCommands.Result result = commands.withdraws("--all");

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.out()).contains("paid " + bought.minus(COST) + " to the owner and " + COST);
        assertThat(client.account(provider).escrow()).isEqualTo(Wei.ZERO);
        assertThat(client.account(provider).claimed()).isEqualTo(COST);
        assertThat(commands.withdraws("--all").out()).contains("nothing to do: the escrow is empty");
    }

    @Test
    void givesNothingBackWhileARoundIsInFlight() {
        Gate gate = Gate.closed();
        backend.answers(Reply.saying("Once", " more").usage(20, 2).pausingAfter(1, gate));
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);
        CompletableFuture<Http.Answer> chat = CompletableFuture.supplyAsync(() -> bridge.streams(MODEL, "tell me"));
        Eventually.holds("the round runs", () -> backend.calls() == 1);

        BridgeCommands.Result result =
                commands.withdraws("--provider", provider.address().toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("rounds are in flight");
        assertThat(client.account(provider).escrow()).isEqualTo(bought);
        gate.open();
        assertThat(chat.join().status()).isEqualTo(200);
    }

    @Test
    void withoutAGatewayItAsksOnceAndFinishesAfterTheDelay() {
        Gateway gateway = provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        bridge.hasConfirmed(1);
        bridge.stops();
        gateway.close();
        Wei claimed = client.account(provider).claimed();

        BridgeCommands.Result asked = commands.withdraws("--all");
        BridgeCommands.Result askedAgain = commands.withdraws("--all");
        BridgeCommands.Result early = commands.withdraws("--all", "--finish");

        assertThat(asked.exitCode()).as(asked.toString()).isZero();
        assertThat(asked.out()).contains("everything is being withdrawn", "withdraw --finish --provider");
        assertThat(askedAgain.out()).isEqualTo(asked.out());
        assertThat(early.out()).contains("it has not matured");
        assertThat(requests()).hasSize(1);
        assertThat(requests().getFirst().declaredTotal()).isEqualTo(COST);

        chain.node().increaseTime(Duration.ofHours(25));
        BridgeCommands.Result finished = commands.withdraws("--all", "--finish");

        assertThat(finished.out())
                .contains(
                        "paid " + bought.minus(COST) + " to the owner and " + COST.minus(claimed) + " to the provider");
        assertThat(client.account(provider).escrow()).isEqualTo(Wei.ZERO);
    }

    @Test
    void aPartTakesTheDelayAndCanBeTakenBack() {
        Wei part = Wei.of(1_000);

        BridgeCommands.Result asked = commands.withdraws("--all", "--amount", "1000");
        assertThat(asked.out()).contains("1000 is being withdrawn");
        assertThat(client.account(provider).withdrawing()).isEqualTo(part);

        assertThat(commands.withdraws("--all", "--cancel").out()).contains("the request was taken back");
        assertThat(commands.withdraws("--all", "--cancel").out()).contains("no withdrawal is requested");
        assertThat(client.account(provider).maturesAt()).isEmpty();
        assertThat(client.account(provider).escrow()).isEqualTo(bought);
    }

    @Test
    void aForeignWalletIsToldWhoOwnsTheAccount() {
        BridgeCommands.Result result = commands.runs(
                "withdraw",
                List.of(
                        "--all",
                        "--client",
                        client.address().toString(),
                        "--eth-wallet-sk-file",
                        commands.keyFile(chain.wallet(2))));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("belongs to wallet " + client.owner().address());
    }

    @Test
    void thePrefundedBalanceComesBackAtOnce() {
        client.owner().send(market.contract().prefunds().prefund(Wei.of(5_000)));

        assertThat(commands.withdraws("--prefund", "--amount", "2000").out()).contains("paid 2000");
        assertThat(commands.withdraws("--prefund").out()).contains("paid 3000");
        assertThat(commands.withdraws("--prefund").out()).contains("nothing to get");
    }

    private List<AccountEvent.WithdrawalRequested> requests() {
        return market.contract().events(provider.address(), 0, market.node().headBlock()).stream()
                .filter(AccountEvent.WithdrawalRequested.class::isInstance)
                .map(AccountEvent.WithdrawalRequested.class::cast)
                .toList();
    }
}
