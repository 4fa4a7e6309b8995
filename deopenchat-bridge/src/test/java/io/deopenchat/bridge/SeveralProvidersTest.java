package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.bridge.support.Script.End;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways that sell the same model: one dear, one at a third of its price. */
class SeveralProvidersTest {
    private static final Address CHEAP = Address.parse("0x00000000000000000000000000000000000000c4");
    private static final ProviderFilter BOTH =
            new ProviderFilter(Set.of(Parties.PROVIDER, CHEAP), Set.of(), null, null);
    private static final Prices CHEAP_PRICES =
            new Prices(Wei.of(3), new TokenPrice(Wei.of(300_000)), new TokenPrice(Wei.of(600_000)));

    private final Path directory;
    private final FakeGateway dear = new FakeGateway();
    private final FakeGateway cheap = new FakeGateway(CHEAP);
    private final Registry registry = new Registry(dear.endpoint());
    private RunningBridge bridge;

    SeveralProvidersTest(@TempDir Path directory) {
        this.directory = directory;
        registry.sells(CHEAP, cheap.endpoint(), CHEAP_PRICES);
        this.bridge = bridge(BOTH);
    }

    private RunningBridge bridge(ProviderFilter filter) {
        return RunningBridge.ofSeveral(directory, registry, filter);
    }

    private void restartsWith(ProviderFilter filter) {
        bridge.close();
        bridge = bridge(filter);
    }

    @AfterEach
    void stop() {
        bridge.close();
        dear.close();
        cheap.close();
        assertThat(dear.misuses()).isEmpty();
        assertThat(cheap.misuses()).isEmpty();
    }

    private void sells(FakeGateway gateway) {
        gateway.answers(Script.whole());
    }

    @Test
    void buysFromTheCheaperOne() {
        sells(dear);
        sells(cheap);

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("deopenchat-provider")).contains(CHEAP.toString());
        assertThat(dear.requests()).isEmpty();
    }

    @Test
    void takesACallElsewhereWhenTheBestOneIsFull() {
        sells(dear);
        cheap.answers(Script.refusing(ErrorCode.CAPACITY_EXCEEDED));

        HttpResponse<String> answer = bridge.chats();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("deopenchat-provider")).contains(Parties.PROVIDER.toString());
        assertThat(cheap.requests()).hasSize(1);
    }

    @Test
    void takesACallElsewhereWhenTheConnectionBreaksBeforeTheFirstByte() {
        sells(dear);
        cheap.close();

        assertThat(bridge.chats().statusCode()).isEqualTo(200);
        assertThat(dear.requests()).hasSize(1);
    }

    @Test
    void neverTakesAStreamElsewhereThatHasBegun() {
        sells(dear);
        cheap.answers(Script.brokenStream(End.BREAK));

        HttpResponse<String> answer = bridge.streams();

        assertThat(answer.body()).contains("Hel").contains("\"error\"").doesNotContain("[DONE]");
        assertThat(dear.requests()).isEmpty();
    }

    @Test
    void doesNotTryAWrongCallWithEverybody() {
        sells(dear);
        cheap.answers(Script.refusing(ErrorCode.UNSUPPORTED_PARAMETER));

        assertThat(bridge.chats().statusCode()).isEqualTo(400);
        assertThat(dear.requests()).isEmpty();
    }

    /** Two failures make three times the price the better offer. */
    @Test
    void leavesAloneWhoFails() {
        sells(dear);
        cheap.answers(Script.refusing(ErrorCode.BACKEND_ERROR));

        for (int i = 0; i < 6; i++) {
            assertThat(bridge.chats().statusCode()).isEqualTo(200);
        }

        assertThat(cheap.requests()).hasSize(2);
        assertThat(dear.requests()).hasSize(6);
    }

    @Test
    void listsAModelOnceWithEverybodyWhoSellsIt() throws Exception {
        JsonNode models = Json.parseObject(bridge.get("/v1/models").body().getBytes(StandardCharsets.UTF_8));

        assertThat(models.path("data").findValuesAsText("id"))
                .containsExactly(Parties.MODEL, Parties.MODEL + "@" + CHEAP, Parties.MODEL + "@" + Parties.PROVIDER);
        JsonNode model = models.path("data").get(0);
        assertThat(model.path("owned_by").asText()).isEqualTo(CHEAP.toString());
        assertThat(model.path("deopenchat").path("providers").findValuesAsText("provider"))
                .containsExactly(CHEAP.toString(), Parties.PROVIDER.toString());
    }

    @Test
    void neverBuysFromARefusedProvider() {
        sells(dear);
        sells(cheap);
        restartsWith(new ProviderFilter(Set.of(), Set.of(CHEAP), null, null));

        assertThat(bridge.chats().headers().firstValue("deopenchat-provider")).contains(Parties.PROVIDER.toString());
    }

    @Test
    void neverPaysMoreThanTheUserAllows() {
        sells(dear);
        cheap.answers(Script.refusing(ErrorCode.CAPACITY_EXCEEDED));
        restartsWith(new ProviderFilter(Set.of(), Set.of(), null, CHEAP_PRICES.output()));

        assertThat(bridge.chats().statusCode()).isEqualTo(429);
        assertThat(dear.requests()).isEmpty();
    }

    /** Anybody can put escrow into an account of anybody's key with himself. */
    @Test
    void buysNothingFromAStrangerWhoHoldsEscrowThatNobodyAskedFor() {
        sells(dear);
        Address stranger = Address.parse("0x00000000000000000000000000000000000000c5");
        try (FakeGateway snoop = new FakeGateway(stranger)) {
            sells(snoop);
            registry.sells(
                    stranger,
                    snoop.endpoint(),
                    new Prices(Wei.ZERO, new TokenPrice(Wei.of(1)), new TokenPrice(Wei.of(1))));
            restartsWith(new ProviderFilter(Set.of(), Set.of(CHEAP), null, null));

            assertThat(bridge.chats().headers().firstValue("deopenchat-provider"))
                    .contains(Parties.PROVIDER.toString());
            assertThat(snoop.requests()).isEmpty();
        }
    }

    @Test
    void keepsAnAccountOfItsOwnWithEachProvider() {
        sells(dear);
        sells(cheap);
        assertThat(bridge.chats().statusCode()).isEqualTo(200);
        cheap.answers(Script.refusing(ErrorCode.CAPACITY_EXCEEDED));
        assertThat(bridge.chats().statusCode()).isEqualTo(200);

        RunningBridge.await("both are confirmed", () -> cheap.newest() != null && dear.newest() != null);
        assertThat(Stream.of(dear, cheap).map(FakeGateway::newest).map(Objects::requireNonNull))
                .allMatch(newest -> newest.confirmation().rounds() == 1);
    }
}
