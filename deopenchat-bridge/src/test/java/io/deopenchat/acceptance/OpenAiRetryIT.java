package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Answer;
import io.deopenchat.acceptance.backend.Gate;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code openai} client from npm asks again after its timeout: one generation, one bill. */
final class OpenAiRetryIT {
    private static final String MODEL = "scripted";

    /** Of the suite, each at first for longer than its timeout. */
    private static final int CALLS = 4;

    @Test
    void aRetryAfterATimeoutGetsTheAnswerOfTheFirstCall(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            List<Gate> gates = Stream.generate(Gate::closed).limit(CALLS).toList();
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL)
                    .answersNext(gates.stream()
                            .map(Reply.saying("Worth", " the", " wait")::behind)
                            .toArray(Answer[]::new)));
            ProviderActor provider =
                    market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 1_000);
            provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);

            NodeSuite suite = NodeSuite.begin("retry/retry.test.mjs", bridge, MODEL, scratch);
            for (int call = 0; call < CALLS; call++) {
                backend.awaitCalls(call + 1);
                bridge.holds(1);
                gates.get(call).open();
            }
            suite.passes();

            bridge.hasConfirmed(CALLS);
            assertThat(backend.calls()).isEqualTo(CALLS);
            assertThat(backend.aborted()).isZero();
            assertThat(bridge.journal()).hasSize(CALLS);
            assertThat(provider.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.paid()).isEqualTo(owed(bridge)));
        }
    }

    private static Wei owed(BridgeActor bridge) {
        return bridge.journal().stream()
                .map(round -> Wei.parseCanonical(round.path("cost").asText()))
                .reduce(Wei.ZERO, Wei::plus);
    }
}
