package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of an answer says of its round, and where its receipt is read. */
class RoundHeadTest {
    private final FakeGateway gateway = new FakeGateway();
    private final Registry registry = new Registry(gateway.endpoint());

    @TempDir
    private Path directory;

    private RunningBridge bridge;

    @BeforeEach
    void start() {
        bridge = new RunningBridge(directory, registry);
    }

    @AfterEach
    void stop() {
        bridge.close();
        gateway.close();
        assertThat(gateway.misuses()).isEmpty();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesRoundCostAndOverheadOfAnAnswer() {
        HttpResponse<String> answer = bridge.chats();

        assertThat(header(answer, "deopenchat-provider")).isEqualTo(Parties.PROVIDER.toString());
        assertThat(header(answer, "deopenchat-sequence")).isEqualTo("1");
        assertThat(header(answer, "deopenchat-attempts")).isEqualTo("1");
        assertThat(header(answer, "deopenchat-cost")).isEqualTo("23");
        assertThat(new BigDecimal(header(answer, "deopenchat-overhead-ms"))).isPositive();
    }

    @Test
    void readsTheReceiptWhereTheHeadSaysItIs() {
        String url = header(bridge.chats(), "deopenchat-receipt-url");
        bridge.awaitState(1, RoundState.CONFIRMED);

        JsonNode receipt = json(bridge.get(url));

        assertThat(url).isEqualTo("/deopenchat/v1/receipts/" + Parties.PROVIDER + "/1");
        assertThat(receipt.path("cost").asText()).isEqualTo("23");
        assertThat(receipt.path("state").asText()).isEqualTo("confirmed");
        assertThat(receipt.path("signature").asText()).startsWith("0x");
    }

    /** What a stream costs is known when it has ended. */
    @Test
    void tellsTheCostOfAStreamInItsReceipt() {
        gateway.answers(Script.streamed());

        HttpResponse<String> answer = bridge.streams();
        bridge.awaitState(1, RoundState.CONFIRMED);

        assertThat(answer.headers().firstValue("deopenchat-cost")).isEmpty();
        assertThat(json(bridge.get(header(answer, "deopenchat-receipt-url")))
                        .path("cost")
                        .asText())
                .isEqualTo("23");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/7", "/0", "/x", "/99999999999999999999"})
    void hasNoReceiptOfOtherRounds(String sequence) {
        assertThat(bridge.get("/deopenchat/v1/receipts/" + Parties.PROVIDER + sequence)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void hasNoReceiptOfStrangers() {
        assertThat(bridge.get("/deopenchat/v1/receipts/0x1/1").statusCode()).isEqualTo(404);
        assertThat(bridge.get("/deopenchat/v1/receipts/" + Address.ZERO + "/1").statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsReceiptsToApplicationsWithAKeyAlone() {
        bridge.close();
        bridge = RunningBridge.spending(directory.resolve("with-keys"), registry);

        assertThat(bridge.get("/deopenchat/v1/receipts/" + Parties.PROVIDER + "/1")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void countsTheRoundsThatWereTried() {
        Address cheap = Address.parse("0x00000000000000000000000000000000000000c4");
        try (FakeGateway full = new FakeGateway(cheap)) {
            registry.sells(
                    cheap, full.endpoint(), new Prices(Wei.ZERO, new TokenPrice(Wei.of(1)), new TokenPrice(Wei.of(1))));
            full.answers(Script.refusing(ErrorCode.CAPACITY_EXCEEDED));
            bridge.close();
            bridge = RunningBridge.ofSeveral(
                    directory, registry, new ProviderFilter(Set.of(Parties.PROVIDER, cheap), Set.of(), null, null));

            HttpResponse<String> answer = bridge.chats();

            assertThat(header(answer, "deopenchat-attempts")).isEqualTo("2");
            assertThat(header(answer, "deopenchat-provider")).isEqualTo(Parties.PROVIDER.toString());
        }
    }
}
