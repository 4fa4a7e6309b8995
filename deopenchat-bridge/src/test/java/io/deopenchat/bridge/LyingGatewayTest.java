package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways at nearly the same price; the cheaper one lies. */
class LyingGatewayTest {
    private static final Address LIAR = Address.parse("0x00000000000000000000000000000000000000c4");
    private static final Prices A_LITTLE_CHEAPER =
            new Prices(Wei.of(10), new TokenPrice(Wei.of(990_000)), new TokenPrice(Wei.of(1_990_000)));
    private static final ProviderFilter BOTH = new ProviderFilter(Set.of(Parties.PROVIDER, LIAR), Set.of(), null, null);

    /** Some 900 tokens. */
    private static final String PROMPT = "The quick brown fox jumps over the lazy dog. ".repeat(90);

    private static final Usage TRUE = new Usage(920, 3);

    /** Within what the protocol allows: a token for each byte of the body. */
    private static final Usage THREEFOLD = new Usage(2_800, 3);

    private final Path directory;
    private final FakeGateway honest = new FakeGateway();
    private final FakeGateway liar = new FakeGateway(LIAR);
    private final Registry registry = new Registry(honest.endpoint());
    private RunningBridge bridge;

    LyingGatewayTest(@TempDir Path directory) {
        this.directory = directory;
        registry.sells(LIAR, liar.endpoint(), A_LITTLE_CHEAPER);
        honest.answers(Script.whole().costing(TRUE));
        liar.answers(Script.whole().costing(TRUE));
        this.bridge = RunningBridge.ofSeveral(directory, registry, BOTH);
    }

    @AfterEach
    void stop() {
        bridge.close();
        honest.close();
        liar.close();
        assertThat(honest.misuses()).isEmpty();
        assertThat(liar.misuses()).isEmpty();
    }

    /** Until the bridge has judged the round, so that the next call is chosen with it. */
    private void chats(int times) {
        for (int i = 0; i < times; i++) {
            long before = judged();
            assertThat(bridge.post("/v1/chat/completions", body()).statusCode()).isEqualTo(200);
            RunningBridge.await("the round is judged", () -> judged() > before);
        }
    }

    private static String body() {
        return RunningBridge.chat(false).replace("\"hi\"", "\"" + PROMPT + "\"");
    }

    private long judged() {
        return rounds(LIAR).stream().filter(LyingGatewayTest::isJudged).count()
                + rounds(Parties.PROVIDER).stream()
                        .filter(LyingGatewayTest::isJudged)
                        .count();
    }

    private static boolean isJudged(Round round) {
        return round.state() == RoundState.DISPUTED || round.locallyCounted().isPresent();
    }

    private List<Round> rounds(Address provider) {
        Path file =
                AccountId.of(Parties.DOMAIN, provider, Parties.CLIENT.address()).fileIn(directory);
        try (Journal journal = Journal.openReadOnly(file)) {
            return journal.newest(1_000);
        }
    }

    private JsonNode sellerNow(Address provider) {
        JsonNode models = Json.parseObject(bridge.get("/v1/models/" + Parties.MODEL + "@" + provider)
                .body()
                .getBytes(StandardCharsets.UTF_8));
        return models.path("deopenchat");
    }

    private void restarts() {
        bridge.close();
        bridge = RunningBridge.ofSeveral(directory, registry, BOTH);
    }

    @Test
    void buysFromTheCheaperOneAsLongAsItIsHonest() {
        chats(6);

        assertThat(liar.requests()).hasSize(6);
        assertThat(sellerNow(LIAR).path("trust").asText()).isEqualTo("1.000");
    }

    /** After thirteen such rounds the other one would have to answer three hundred times as slowly to be left alone. */
    @Test
    void avoidsWhoBillsMoreTokensThanThereAre() {
        liar.answers(Script.whole().costing(THREEFOLD));

        chats(16);

        assertThat(honest.requests()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(Double.parseDouble(sellerNow(LIAR).path("billedToCounted").asText()))
                .isGreaterThan(1.5);
        assertThat(Double.parseDouble(sellerNow(LIAR).path("trust").asText())).isLessThan(1);
        assertThat(sellerNow(Parties.PROVIDER).path("trust").asText()).isEqualTo("1.000");
    }

    @Test
    void remembersOverARestartWhoBillsTooMuch() {
        liar.answers(Script.whole().costing(THREEFOLD));
        chats(8);
        int sold = liar.requests().size();

        restarts();
        chats(3);

        assertThat(liar.requests()).hasSize(sold);
    }

    /** The receipt names an answer that never arrived. */
    @Test
    void avoidsForDaysWhoseReceiptWasDisputed() {
        liar.answers(Script.whole().costing(new Usage(1_000_000, 3)));
        chats(1);
        liar.answers(Script.whole().costing(TRUE));

        restarts();
        chats(2);

        assertThat(liar.requests()).hasSize(1);
        assertThat(sellerNow(LIAR).path("trust").asText()).startsWith("0.5");
        assertThat(sellerNow(LIAR).path("disputes").asInt()).isEqualTo(1);
    }

    @Test
    void forgivesADisputeInTime() {
        liar.answers(Script.whole().costing(new Usage(1_000_000, 3)));
        chats(1);
        liar.answers(Script.whole().costing(TRUE));
        restarts();

        bridge.advances(Duration.ofDays(100));

        assertThat(sellerNow(LIAR).path("trust").asText()).isEqualTo("1.000");
    }

    @Test
    void keepsItsOwnCountBesideTheReceipt() {
        liar.answers(Script.whole().costing(THREEFOLD));

        chats(1);

        JsonNode round = rounds(LIAR).getFirst().toJson();
        assertThat(round.path("promptTokens").asText()).isEqualTo("2800");
        assertThat(round.path("countedPromptTokens").asLong()).isBetween(880L, 940L);
        assertThat(round.path("countedCompletionTokens").asText()).isEqualTo("1");
    }
}
