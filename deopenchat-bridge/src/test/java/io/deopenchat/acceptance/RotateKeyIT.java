package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner leaves one client key for another: nothing stays that the old one could spend, and nothing is lost on the way. */
class RotateKeyIT {
    private static final String MODEL = "storyteller/7b";
    private static final Wei COST = Wei.of(15_000_000_000L);

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private final Signer successor = new Signer(SecretKey.generate(new SecureRandom()), Secp256k1.fastest());
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

    private BridgeCommands.Result rotates(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--new-client-pk", successor.publicKey().toString()));
        line.addAll(List.of("--client-sk-file", commands.keyFile(client.key())));
        line.addAll(List.of("--eth-wallet-sk-file", commands.keyFile(chain.wallet(1))));
        line.addAll(List.of("--state-dir", client.stateDirectory().toString(), "--allow-private-endpoints"));
        return commands.runs("rotate-key", line);
    }

    private void allows() {
        List<String> owner = List.of("--eth-wallet-sk-file", commands.keyFile(chain.wallet(1)));
        List<String> line = new ArrayList<>(List.of("--amount", "9000", "--per-day", "1000", "--until", "2100-01-01"));
        line.addAll(List.of("--client-pk", client.signer().publicKey().toString()));
        line.addAll(List.of("--provider", provider.address().toString(), "--limit", "5000"));
        line.addAll(owner);
        assertThat(commands.runs("prefund", line).exitCode()).isZero();
    }

    private Wei limit() {
        return market.contract()
                .prefunds()
                .providerAllowance(client.owner().address(), client.address(), provider.address())
                .limit();
    }

    @Test
    void getsEverythingBackThroughTheGatewayAndEndsTheAllowance() {
        allows();
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        bridge.hasConfirmed(1);

        BridgeCommands.Result planned = rotates("--dry-run");
        assertThat(planned.out())
                .contains(
                        "allows the key 1000 base units a day until 2100-01-01T00:00:00Z for 1 provider: would be ended",
                        bought + " base units of wallet " + client.owner().address(),
                        "the gateway would be asked for a release");
        assertThat(client.account(provider).escrow()).isEqualTo(bought);
        assertThat(limit()).isEqualTo(Wei.of(5_000));

        BridgeCommands.Result rotated = rotates();

        assertThat(rotated.exitCode()).as(rotated.toString()).isZero();
        assertThat(rotated.out())
                .contains(
                        "allowance ended",
                        "prefund --client-pk " + successor.publicKey() + " --provider " + provider.address()
                                + " --limit 5000",
                        "paid " + bought.minus(COST) + " to the owner and " + COST + " to the provider",
                        "fetch-tokens --provider " + provider.address() + " --client-pk " + successor.publicKey());
        assertThat(client.account(provider).escrow()).isEqualTo(Wei.ZERO);
        assertThat(limit()).isEqualTo(Wei.ZERO);
        BridgeCommands.Result again = rotates();
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("nothing to do: the escrow is empty").doesNotContain("allowance ended");
    }

    @Test
    void goesOnWhereItStoppedWhenThereIsNoGateway() {
        BridgeCommands.Result asked = rotates();
        assertThat(asked.out()).contains("everything is being withdrawn");
        assertThat(rotates().out()).contains("everything is being withdrawn");
        assertThat(rotates("--dry-run").out()).contains("what is requested matures at");
        assertThat(requests()).isEqualTo(1);

        chain.node().increaseTime(Duration.ofHours(25));

        assertThat(rotates("--dry-run").out()).contains("has matured: would be finished");
        assertThat(rotates().out()).contains("paid " + bought + " to the owner");
        assertThat(client.account(provider).escrow()).isEqualTo(Wei.ZERO);
    }

    @Test
    void aRoundThatIsKeptInFlightDoesNotHoldItUp() {
        Gate gate = Gate.closed();
        backend.answers(Reply.saying("Once", " more").usage(20, 2).pausingAfter(1, gate));
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);
        CompletableFuture<Http.Answer> chat = CompletableFuture.supplyAsync(() -> bridge.streams(MODEL, "tell me"));
        Eventually.holds("the round runs", () -> backend.calls() == 1);

        BridgeCommands.Result asked = rotates();

        assertThat(asked.exitCode()).as(asked.toString()).isZero();
        assertThat(asked.out()).contains("everything is being withdrawn", "rounds are in flight; run this again");
        gate.open();
        assertThat(chat.join().status()).isEqualTo(200);
        bridge.hasConfirmed(1);
        assertThat(rotates().out()).contains("to the owner and ");
        assertThat(client.account(provider).escrow()).isEqualTo(Wei.ZERO);
    }

    @Test
    void asksNoGatewayWithTheDelay() {
        provider.serves(backend.api());

        assertThat(rotates("--with-delay").out()).contains("everything is being withdrawn", "was not asked");

        assertThat(rotates().out()).contains("paid " + bought + " to the owner");
    }

    @Test
    void aKeyDoesNotSucceedItself() {
        BridgeCommands.Result result = commands.runs(
                "rotate-key",
                List.of(
                        "--client",
                        client.address().toString(),
                        "--new-client-pk",
                        client.signer().publicKey().toString(),
                        "--dry-run"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("is the old key itself");
    }

    private long requests() {
        return market.contract().events(provider.address(), 0, market.node().headBlock()).stream()
                .filter(AccountEvent.WithdrawalRequested.class::isInstance)
                .count();
    }
}
