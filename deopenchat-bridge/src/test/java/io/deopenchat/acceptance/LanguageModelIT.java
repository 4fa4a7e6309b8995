package io.deopenchat.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.LlamaBackend;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real language model behind the gateway: what it writes arrives, and its own token counts are paid. */
final class LanguageModelIT {
    private static final String PROMPT = "Once upon a time";
    private static final long WEI_PER_TOKEN = 1_000_000_000;
    private static final int READ_BEFORE_LEAVING = 5;

    @Test
    void storiesOfARealModelAreToldAndPaidByItsOwnCount(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            LlamaBackend backend = market.closing(LlamaBackend.withModelAtHand(scratch));
            ProviderActor provider = market.provider().lists(backend.model(), Wei.parseWithUnit("1000gwei"), 1);
            ClientActor client = market.client();
            client.fetchesTokens(provider, backend.model(), 1_000);
            provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);

            String streamed = streams(bridge, backend);
            assertThat(answers(bridge, backend)).isEqualTo(streamed);
            embeds(bridge, backend);
            leavesInTheMiddle(bridge, backend);

            isPaidByItsOwnCount(bridge, backend);
            isPaidForWhatWasDelivered(bridge);
            assertThat(provider.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.paid()).isEqualTo(owed(bridge)));
        }
    }

    private static String streams(BridgeActor bridge, LlamaBackend backend) {
        Http.Answer stream = bridge.streams(backend.model(), PROMPT);
        assertThat(stream.status()).as(stream.text()).isEqualTo(200);
        assertThat(stream.text()).endsWith("data: [DONE]\n\n");
        StringBuilder story = new StringBuilder();
        stream.text()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Json.parseObject(line.substring("data: ".length()).getBytes(UTF_8)))
                .forEach(event ->
                        story.append(event.at("/choices/0/delta/content").asText("")));
        assertThat(story).isNotBlank();
        bridge.hasConfirmed(1);
        return story.toString();
    }

    private static String answers(BridgeActor bridge, LlamaBackend backend) {
        Http.Answer whole = bridge.chats(backend.model(), PROMPT);
        assertThat(whole.status()).as(whole.text()).isEqualTo(200);
        bridge.hasConfirmed(2);
        return whole.json().at("/choices/0/message/content").asText();
    }

    private static void embeds(BridgeActor bridge, LlamaBackend backend) {
        Http.Answer answer = bridge.embeds(backend.model(), PROMPT);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/data/0/embedding")).isNotEmpty().allMatch(number -> number.isNumber());
        bridge.hasConfirmed(3);
    }

    /** The model stands still behind a few words until it could know that nobody listens; it makes no more of them. */
    private static void leavesInTheMiddle(BridgeActor bridge, LlamaBackend backend) throws IOException {
        Gate gate = Gate.closed();
        backend.pausesAfter(READ_BEFORE_LEAVING, gate);
        try (CutStream stream = bridge.streamsToCut(backend.model(), PROMPT)) {
            gate.awaitArrivals(1);
            assertThat(stream.readTo(1)).isEqualTo("d");
        }
        backend.awaitAborted(1);
        gate.open();

        assertThat(backend.made(4).getLast().completionTokens()).isEqualTo(READ_BEFORE_LEAVING);
        bridge.hasConfirmed(4);
    }

    private static void isPaidByItsOwnCount(BridgeActor bridge, LlamaBackend backend) {
        List<Usage> made = backend.made(4);
        List<ObjectNode> rounds = bridge.journal();
        for (int i = 0; i < 3; i++) {
            assertThat(rounds.get(i).path("promptTokens").asLong())
                    .as("prompt of round %d", i + 1)
                    .isPositive()
                    .isEqualTo(made.get(i).promptTokens());
            assertThat(rounds.get(i).path("completionTokens").asLong())
                    .as("completion of round %d", i + 1)
                    .isEqualTo(made.get(i).completionTokens());
            assertThat(rounds.get(i).path("cost").asLong())
                    .isEqualTo((made.get(i).promptTokens() + made.get(i).completionTokens()) * WEI_PER_TOKEN);
        }
    }

    /** The model was never asked to sum up what it had made: the gateway counts what was delivered. */
    private static void isPaidForWhatWasDelivered(BridgeActor bridge) {
        ObjectNode round = bridge.journal().getLast();
        assertThat(round.path("status").asText()).isEqualTo("1");
        assertThat(round.path("promptTokens").asLong()).isPositive();
        assertThat(round.path("completionTokens").asLong()).isBetween(1L, 2L * READ_BEFORE_LEAVING);
    }

    private static Wei owed(BridgeActor bridge) {
        return bridge.journal().stream()
                .map(round -> Wei.parseCanonical(round.path("cost").asText()))
                .reduce(Wei.ZERO, Wei::plus);
    }
}
