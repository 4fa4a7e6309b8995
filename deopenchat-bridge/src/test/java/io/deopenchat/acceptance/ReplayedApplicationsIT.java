package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.acceptance.backend.ReceivedRequest;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replayed, not run: what Open WebUI, llm, aider and curl send, with whatever they put beside what a price depends on. None
 * of it may keep a call from being served, and nothing of who asks may go further than the bridge.
 */
final class ReplayedApplicationsIT {
    private static final String MODEL = "scripted";
    private static final int SHAPES = 11;
    private static final Set<String> SET_ON_THE_WAY = Set.of("max_tokens", "stream_options");

    @Test
    void whatTheySendIsServedAndReachesTheBackendAsItIs(@TempDir Path scratch) throws Exception {
        try (Marketplace market = Marketplace.onAnvil(scratch)) {
            ProviderActor provider =
                    market.provider().lists(MODEL, Wei.parseWithUnit("1000gwei"), ProviderActor.PLENTY_OF_CAPACITY);
            ClientActor client = market.client();
            client.fetchesTokens(provider, MODEL, 100_000);
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            provider.serves(backend.api());
            BridgeActor bridge = client.startsBridge(provider);

            List<ReplayedRequest> requests = ReplayedRequest.all(MODEL);
            assertThat(requests).hasSize(SHAPES);
            for (ReplayedRequest request : requests) {
                isServed(request, request.sentTo(bridge.baseUrl()));
                if (request.isCall()) {
                    arrived(backend.lastRequest(), request);
                }
            }
            bridge.hasConfirmed(backend.calls());
        }
    }

    private static void isServed(ReplayedRequest request, Http.Answer answer) {
        assertThat(answer.status()).as("%s: %s", request, answer.text()).isEqualTo(200);
        if (!request.isCall()) {
            assertThat(answer.json().path("data").path(0).path("id").asText())
                    .as("%s", request)
                    .isEqualTo(MODEL);
        } else if (request.path().endsWith("/embeddings")) {
            assertThat(answer.json().path("data").path(0).path("embedding"))
                    .as("%s", request)
                    .isNotEmpty();
        } else if (request.streams()) {
            isWholeStream(request, answer);
        } else {
            assertThat(answer.json()
                            .path("choices")
                            .path(0)
                            .path("message")
                            .path("content")
                            .asText())
                    .as("%s", request)
                    .isEqualTo("Hello from the script.");
        }
    }

    private static void isWholeStream(ReplayedRequest request, Http.Answer answer) {
        assertThat(answer.header("content-type")).as("%s", request).startsWith("text/event-stream");
        assertThat(answer.text()).as("%s", request).endsWith("data: [DONE]\n\n");
        assertThat(answer.text().contains("\"prompt_tokens\""))
                .as("%s is told what was used", request)
                .isEqualTo(request.asksForUsage());
    }

    private static void arrived(ReceivedRequest received, ReplayedRequest sent) {
        ObjectNode asked = sent.json();
        ObjectNode arrived = received.json();
        if (asked.has("max_tokens")) {
            assertThat(arrived.get("max_tokens")).as("%s", sent).isEqualTo(asked.get("max_tokens"));
        }
        assertThat(arrived.remove(SET_ON_THE_WAY)).as("%s", sent).isEqualTo(asked.remove(SET_ON_THE_WAY));
        assertThat(received.headers().names())
                .as("%s", sent)
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-openwebui"));
        assertThat(received.header("authorization").orElse("")).as("%s", sent).doesNotContain("dk-of-the-application");
    }
}
