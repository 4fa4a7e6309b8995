package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.gateway.Gateway;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code funds} accounts for every base unit that the contract holds. */
class FundsIT {
    private static final String MODEL = "storyteller/7b";
    private static final Wei COST = Wei.of(15_000_000_000L);

    @Test
    void everyUnitInTheContractIsInOneLine(@TempDir Path scratch) {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
            ClientActor client = market.client();
            Wei bought = client.fetchesTokens(provider, MODEL, 100);
            client.owner().send(market.contract().prefunds().prefund(Wei.of(777)));
            Gateway gateway = provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);
            bridge.chats(MODEL, "tell me");
            bridge.hasConfirmed(1);
            provider.claims();
            bridge.chats(MODEL, "tell me more");
            bridge.hasConfirmed(2);

            JsonNode served = funds(market, client);
            assertThat(served.at("/accounts/0/claimed").asText()).isEqualTo(COST.toString());
            assertThat(served.at("/accounts/0/confirmed").asText()).isEqualTo(COST.toString());
            assertThat(inTheContract(served))
                    .isEqualTo(market.balance(market.contract().address()));

            bridge.stops();
            gateway.close();
            Wei both = COST.plus(COST);
            client.owner()
                    .send(market.contract()
                            .withdrawals()
                            .requestWithdrawal(provider.address(), client.address(), Wei.of(1_000), both));
            JsonNode leaving = funds(market, client);
            JsonNode account = leaving.at("/accounts/0");
            assertThat(account.path("claimed").asText()).isEqualTo(both.toString());
            assertThat(account.path("confirmed").asText()).isEqualTo("0");
            assertThat(account.path("withdrawing").asText()).isEqualTo("1000");
            assertThat(account.path("free").asText())
                    .isEqualTo(bought.minus(both).minus(Wei.of(1_000)).toString());
            assertThat(account.has("maturesAt")).isTrue();
            assertThat(leaving.at("/owners/0/prefunded").asText()).isEqualTo("777");
            assertThat(inTheContract(leaving))
                    .isEqualTo(market.balance(market.contract().address()));
        }
    }

    @Test
    void aRoundInFlightIsReservedWithItsCeiling(@TempDir Path scratch) {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            Gate gate = Gate.closed();
            backend.answers(Reply.saying("Once", " more").usage(20, 2).pausingAfter(1, gate));
            ProviderActor provider = market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100);
            provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);
            CompletableFuture<Http.Answer> chat = CompletableFuture.supplyAsync(() -> bridge.streams(MODEL, "tell me"));
            gate.awaitArrivals(1);

            JsonNode funds = funds(market, client);
            String ceiling = bridge.journal().getFirst().path("maxCost").asText();
            assertThat(funds.at("/accounts/0/inFlight").asText()).isEqualTo(ceiling);
            assertThat(inTheContract(funds))
                    .isEqualTo(market.balance(market.contract().address()));

            gate.open();
            assertThat(chat.join().status()).isEqualTo(200);
            bridge.hasConfirmed(1);
        }
    }

    /** The parts of every escrow, and what the contract holds for the wallets. */
    private static Wei inTheContract(JsonNode funds) {
        Wei sum = Wei.ZERO;
        for (JsonNode account : funds.path("accounts")) {
            for (String part : List.of("free", "withdrawing", "inFlight", "received", "confirmed", "locked")) {
                sum = sum.plus(Wei.parseCanonical(account.path(part).asText()));
            }
        }
        for (JsonNode owner : funds.path("owners")) {
            sum = sum.plus(Wei.parseCanonical(owner.path("prefunded").asText()))
                    .plus(Wei.parseCanonical(owner.path("credit").asText()));
        }
        return sum;
    }

    private static ObjectNode funds(Marketplace market, ClientActor client) {
        List<String> arguments = List.of(
                "--client",
                client.address().toString(),
                "--state-dir",
                client.stateDirectory().toString());
        BridgeCommands commands = new BridgeCommands(market, client);
        BridgeCommands.Result table = commands.runs("funds", arguments);
        assertThat(table.exitCode()).as(table.toString()).isZero();
        assertThat(table.out()).contains("withdraw --provider ", "in all");
        List<String> asJson =
                Stream.concat(arguments.stream(), Stream.of("--json")).toList();
        return Json.parseObject(commands.runs("funds", asJson).out().getBytes(StandardCharsets.UTF_8));
    }
}
