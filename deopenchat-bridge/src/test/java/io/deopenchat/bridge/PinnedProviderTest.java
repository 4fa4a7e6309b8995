package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.config.RecordFilter;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two gateways that sell the same model, and applications that want one of them. */
class PinnedProviderTest {
    private static final Address CHEAP = Address.parse("0x00000000000000000000000000000000000000c4");
    private static final Address UNKNOWN = Address.parse("0x00000000000000000000000000000000000000c9");
    private static final Set<Address> BOTH = Set.of(Parties.PROVIDER, CHEAP);
    private static final Prices CHEAP_PRICES =
            new Prices(Wei.of(3), new TokenPrice(Wei.of(300_000)), new TokenPrice(Wei.of(600_000)));

    private final Path directory;
    private final FakeGateway dear = new FakeGateway();
    private final FakeGateway cheap = new FakeGateway(CHEAP);
    private final Registry registry = new Registry(dear.endpoint());
    private RunningBridge bridge;

    PinnedProviderTest(@TempDir Path directory) {
        this.directory = directory;
        registry.sells(CHEAP, cheap.endpoint(), CHEAP_PRICES);
        this.bridge = RunningBridge.ofSeveral(directory, registry, new ProviderFilter(BOTH, Set.of(), null, null));
    }

    @AfterEach
    void stop() {
        bridge.close();
        dear.close();
        cheap.close();
        assertThat(dear.misuses()).isEmpty();
        assertThat(cheap.misuses()).isEmpty();
    }

    private void restartsWith(ProviderFilter filter) {
        bridge.close();
        bridge = RunningBridge.ofSeveral(directory, registry, filter);
    }

    private HttpResponse<String> chatsWith(String model) {
        return bridge.post("/v1/chat/completions", RunningBridge.chat(false).replace(Parties.MODEL, model));
    }

    private static String pinned(Address provider) {
        return Parties.MODEL + "@" + provider;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(HttpResponse<String> answer, ErrorCode code, String because) {
        assertThat(answer.statusCode()).isEqualTo(code.status());
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code.code());
        assertThat(error.path("param").asText()).isEqualTo("model");
        assertThat(error.path("message").asText()).contains(because);
    }

    @Test
    void asksThePinnedProviderForTheModelAsItIsListed() {
        HttpResponse<String> answer = chatsWith(pinned(Parties.PROVIDER));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("deopenchat-provider")).contains(Parties.PROVIDER.toString());
        byte[] bare = RunningBridge.chat(false).getBytes(StandardCharsets.UTF_8);
        assertThat(dear.requests().getFirst().request().contentHash())
                .isEqualTo(ContentHash.of("POST", "/v1/chat/completions", bare));
    }

    @Test
    void readsAnAddressAsPeopleWriteIt() {
        assertThat(chatsWith(Parties.MODEL + "@" + Parties.PROVIDER.checksummed())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesACallNowhereElse() {
        cheap.answers(Script.refusing(ErrorCode.CAPACITY_EXCEEDED));

        assertThat(chatsWith(pinned(CHEAP)).statusCode()).isEqualTo(429);
        assertThat(dear.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@0x12", "@0x", "@0x00000000000000000000000000000000000000g4"})
    void wantsAWholeAddress(String pin) {
        assertRefused(chatsWith(Parties.MODEL + pin), ErrorCode.INVALID_REQUEST, "whole address");
    }

    @Test
    void saysThatNothingIsBoughtFromAnUnknownProvider() {
        assertRefused(chatsWith(pinned(UNKNOWN)), ErrorCode.MODEL_NOT_FOUND, "fetch-tokens");
    }

    @Test
    void saysThatTheProviderDoesNotListTheModel() {
        assertRefused(chatsWith("another@" + CHEAP), ErrorCode.MODEL_NOT_FOUND, "does not list this model");
    }

    @Test
    void obeysTheUserMoreThanTheApplication() {
        assertThat(bridge.chats().statusCode()).isEqualTo(200);
        restartsWith(new ProviderFilter(Set.of(), Set.of(CHEAP), null, null));

        assertRefused(chatsWith(pinned(CHEAP)), ErrorCode.MODEL_NOT_FOUND, "--refuse-provider");
    }

    @Test
    void paysAPinnedProviderNoMoreThanTheUserAllows() {
        restartsWith(new ProviderFilter(BOTH, Set.of(), null, CHEAP_PRICES.output()));

        assertRefused(chatsWith(pinned(Parties.PROVIDER)), ErrorCode.MODEL_NOT_FOUND, "--max-output-price");
    }

    @Test
    void leavesOutWhoHasServedTooLittle() {
        registry.knows(
                Parties.PROVIDER,
                new ProviderRecord(Wei.of(1_000), 12, 1, 1, Wei.ZERO, Wei.ZERO, Wei.ZERO, Wei.ZERO, 0, 0, 0));
        restartsWith(new ProviderFilter(BOTH, Set.of(), null, null, new RecordFilter(0, 0, 12)));

        assertThat(bridge.chats().headers().firstValue("deopenchat-provider")).contains(Parties.PROVIDER.toString());
        assertRefused(chatsWith(pinned(CHEAP)), ErrorCode.MODEL_NOT_FOUND, "--min-rounds");
        assertThat(cheap.requests()).isEmpty();
    }

    @Test
    void saysOfEverybodyWhyNobodyFits() {
        restartsWith(new ProviderFilter(BOTH, Set.of(), null, null, new RecordFilter(0, 0, 0, 3, Wei.ZERO, 10_000)));

        assertRefused(bridge.chats(), ErrorCode.MODEL_NOT_FOUND, "--min-clients asks for 3; nor from provider");
    }

    @Test
    void buysFromAProviderThatTheUserNamedAloneWhateverItsRecord() {
        bridge.close();
        bridge = RunningBridge.ofOne(
                directory, registry, new ProviderFilter(Set.of(), Set.of(), null, null, new RecordFilter(0, 0, 12)));

        assertThat(bridge.chats().statusCode()).isEqualTo(200);
    }

    @Test
    void amongEqualsPrefersWhoGaveASignOfLife() {
        registry.prices(CHEAP_PRICES);
        for (Address alive : List.of(Parties.PROVIDER, CHEAP)) {
            BOTH.forEach(one ->
                    registry.beats(one, Instant.now().minus(one.equals(alive) ? Duration.ZERO : Duration.ofDays(3))));
            restartsWith(new ProviderFilter(BOTH, Set.of(), null, null));

            JsonNode ours = json(bridge.get("/v1/models/" + Parties.MODEL)).path("deopenchat");

            assertThat(ours.path("provider").asText()).isEqualTo(alive.toString());
            assertThat(ours.path("lifeSignAgeSeconds").asLong())
                    .isLessThan(Duration.ofDays(1).toSeconds());
            assertThat(ours.path("probeAgeSeconds").isTextual()).isTrue();
            assertThat(ours.path("providers").get(1).path("lifeSignAgeSeconds").asLong())
                    .isGreaterThanOrEqualTo(Duration.ofDays(3).toSeconds());
        }
    }

    @Test
    void namesPricesUnitsAndWhoWouldBeAskedNow() {
        JsonNode model = json(bridge.get("/v1/models/" + Parties.MODEL));

        assertThat(model.path("object").asText()).isEqualTo("model");
        JsonNode ours = model.path("deopenchat");
        assertThat(ours.path("tokenPriceUnit").asText()).isEqualTo("base units per 1,000,000 tokens");
        assertThat(ours.path("providers").findValuesAsText("chosen")).containsExactly("true", "false");
        assertThat(ours.path("providers").get(1).path("outputPrice").isTextual())
                .isTrue();
        assertThat(ours.path("provider").asText()).isEqualTo(CHEAP.toString());
    }

    @Test
    void tellsOfAPinnedModelWhatIsTrueOfItsProvider() {
        JsonNode model = json(bridge.get("/v1/models/" + pinned(Parties.PROVIDER)));

        assertThat(model.path("id").asText()).isEqualTo(pinned(Parties.PROVIDER));
        assertThat(model.path("owned_by").asText()).isEqualTo(Parties.PROVIDER.toString());
        assertThat(bridge.get("/v1/models/" + pinned(UNKNOWN)).statusCode()).isEqualTo(404);
        assertThat(bridge.get("/v1/models/" + Parties.MODEL + "@0x1").statusCode())
                .isEqualTo(400);
    }
}
