package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.LlamaBackend;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real language model behind the gateway: what it writes arrives, and its own token counts are paid. */
final class LanguageModelIT {
    @Test
    void aStoryOfARealModelIsStreamedAndPaidByItsTokens(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            LlamaBackend backend = market.closing(LlamaBackend.withModelAtHand(scratch));
            ProviderActor provider = market.provider().lists(backend.model(), Wei.parseWithUnit("1000gwei"), 1);
            ClientActor client = market.client();
            client.fetchesTokens(provider, backend.model(), 1_000);
            provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);

            Http.Answer stream = bridge.streams(backend.model(), "Once upon a time");
            assertThat(stream.status()).as(stream.text()).isEqualTo(200);
            assertThat(stream.text()).contains("\"delta\"").endsWith("data: [DONE]\n\n");
            bridge.hasConfirmed(1);

            ObjectNode round = bridge.journal().getFirst();
            long tokens = round.path("promptTokens").asLong()
                    + round.path("completionTokens").asLong();
            assertThat(round.path("completionTokens").asLong()).isBetween(1L, 64L);
            assertThat(round.path("promptTokens").asLong()).isPositive();
            assertThat(provider.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.paid()).isEqualTo(Wei.of(tokens * 1_000_000_000L)));
        }
    }
}
