package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.AccountState;
import io.deopenchat.gateway.claim.ClaimedRows;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold on every chain: rounds are answered, confirmed, claimed and paid to the unit. */
abstract class PaidRoundsSuite {
    static final String MODEL = "storyteller/7b";
    static final Wei PRICE = Wei.parseWithUnit("1000gwei");

    @TempDir
    Path scratch = Path.of(".");

    private Marketplace market;
    private ScriptedBackend backend;

    abstract TestChain chain();

    @BeforeEach
    void opens() {
        market = new Marketplace(chain(), scratch);
        backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
    }

    @AfterEach
    void closes() {
        market.close();
    }

    @Test
    void aChatIsAnsweredConfirmedClaimedAndPaidToTheUnit() {
        ProviderActor provider = market.provider().lists(MODEL, PRICE, 8);
        ClientActor client = market.client();
        Wei bought = client.fetchesTokens(provider, MODEL, 100);
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);

        Http.Answer answer = bridge.chats(MODEL, "tell me");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/choices/0/message/content").asText()).isEqualTo("Once upon a time");
        bridge.hasConfirmed(1);

        Wei before = market.balance(provider.address());
        List<ClaimedRows> claims = provider.claims();
        Wei cost = Wei.of(15_000_000_000L);
        assertThat(claims)
                .singleElement()
                .satisfies(claim -> assertThat(claim.paid()).isEqualTo(cost));
        Wei gas = claims.getFirst().transaction().gasCost();
        assertThat(market.balance(provider.address()).plus(gas)).isEqualTo(before.plus(cost));
        AccountState account = client.account(provider);
        assertThat(account.escrow()).isEqualTo(bought.minus(cost));
        assertThat(account.claimed()).isEqualTo(cost);
    }

    @Test
    void aStreamReachesTheApplicationInOrderAndEndsWithoutTheReceipt() {
        ProviderActor provider = market.provider().lists(MODEL, PRICE, 8);
        ClientActor client = market.client();
        client.fetchesTokens(provider, MODEL, 100);
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);

        Http.Answer answer = bridge.streams(MODEL, "tell me");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text())
                .containsSubsequence("Once", " upon", " a", " time", "data: [DONE]")
                .doesNotContain("deopenchat.receipt", "\"usage\":{");
        bridge.hasConfirmed(1);
        ObjectNode round = bridge.journal().getFirst();
        assertThat(round.path("cost").asText()).isEqualTo("15000000000");
        assertThat(round.path("completionTokens").asText()).isEqualTo("4");
    }

    @Test
    void sixtyFourChatsOfOneAccountAtTheSameTimeAreClaimedInOneTransactionWithOneRow() {
        int rounds = 64;
        ProviderActor provider = market.provider().lists(MODEL, PRICE, ProviderActor.PLENTY_OF_CAPACITY);
        ClientActor client = market.client();
        Wei bought = client.fetchesTokens(provider, MODEL, 1_000);
        Gate all = Gate.openingForAll(rounds);
        backend.answers(Reply.saying("Once", " more").usage(20, 2).pausingAfter(1, all));
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);

        List<CompletableFuture<Http.Answer>> chats = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            String prompt = "chat number " + i;
            chats.add(CompletableFuture.supplyAsync(
                    () -> bridge.streams(MODEL, prompt),
                    task -> Thread.ofVirtual().start(task)));
        }
        for (CompletableFuture<Http.Answer> chat : chats) {
            Http.Answer answer = chat.join();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).contains("Once", " more", "data: [DONE]");
        }
        bridge.hasConfirmed(rounds);

        List<ClaimedRows> claims = provider.claims();
        Wei cost = Wei.of(rounds * 22L * 1_000_000_000L);
        assertThat(claims).singleElement().satisfies(claim -> {
            assertThat(claim.rows()).singleElement().satisfies(row -> {
                assertThat(row.rounds()).isEqualTo(rounds);
                assertThat(row.tokens()).isEqualTo(rounds * 22L);
                assertThat(row.claimed()).isEqualTo(cost);
            });
        });
        assertThat(client.account(provider).escrow()).isEqualTo(bought.minus(cost));
        assertThat(backend.calls()).isEqualTo(rounds);
    }

    @Test
    void theGatewayClaimsByItselfAtTheHighWaterLevel() {
        ProviderActor provider = market.provider().lists(MODEL, PRICE, 8).claimsAt(30);
        ClientActor client = market.client();
        client.fetchesTokens(provider, MODEL, 100);
        provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);

        bridge.chats(MODEL, "one");
        bridge.hasConfirmed(1);
        assertThat(provider.claimedRows())
                .as("15 tokens are below the level of 30")
                .isEmpty();
        bridge.chats(MODEL, "two");
        AccountEvent.Claimed row = Eventually.finds(
                "a claim", () -> provider.claimedRows().stream().findFirst());
        assertThat(row.claimed()).isEqualTo(Wei.of(30_000_000_000L));
        assertThat(row.rounds()).isEqualTo(2);
    }

    @Test
    void theGatewayClaimsWhatIsConfirmedWhenItStops() {
        ProviderActor provider = market.provider().lists(MODEL, PRICE, 8);
        ClientActor client = market.client();
        client.fetchesTokens(provider, MODEL, 100);
        var gateway = provider.serves(backend.api());
        BridgeActor bridge = client.startsBridge(provider);

        bridge.chats(MODEL, "only one");
        bridge.hasConfirmed(1);
        gateway.close();
        assertThat(provider.claimedRows())
                .singleElement()
                .satisfies(row -> assertThat(row.claimed()).isEqualTo(Wei.of(15_000_000_000L)));
    }
}
