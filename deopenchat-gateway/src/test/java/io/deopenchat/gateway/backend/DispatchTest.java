package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.http.Await;
import io.deopenchat.http.TraceParent;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of one request to a real socket. */
@Timeout(60)
class DispatchTest {
    private static final Dispatch.Sink NOBODY = new Dispatch.Sink() {
        @Override
        public Optional<TraceParent> sending(String backend) {
            return Optional.empty();
        }

        @Override
        public void answered(HttpClientResponse response) {}

        @Override
        public void failed(ProtocolError reason) {}
    };

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final TestBackend backend = new TestBackend();
    private final Backends backends = new Backends(
            new BackendPlan(
                    List.of(new BackendProfile("backend", backend.config(), Map.of(), 8, 1)),
                    8,
                    Duration.ofSeconds(30)),
            profile -> new Backend(vertx, profile));

    @AfterEach
    void close() {
        backends.close();
        backend.close();
        Await.within(Duration.ofSeconds(20), vertx.close(), "closing");
    }

    private Dispatch dispatch(String prompt) {
        byte[] body = ("{\"model\":\"model\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        InferenceCall call = InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, body);
        Place place = ((Placement.Placed) backends.take(new ClientKey(prompt).address(), "model", 0)).place();
        return new Dispatch(vertx, context, backends, place, body, call);
    }

    /** Begun and ended in one turn of the event loop, in which no connection is made. */
    @Test
    void aRoundThatIsCancelledWhileItConnectsNeverReachesTheBackend() {
        Dispatch cancelled = dispatch("cancelled");
        Dispatch wanted = dispatch("wanted");

        context.runOnContext(turn -> {
            cancelled.begin(NOBODY);
            context.runOnContext(sent -> context.runOnContext(then -> cancelled.stop()));
        });
        context.runOnContext(turn -> wanted.begin(NOBODY));

        assertThat(backend.next().body().toString()).contains("wanted");
        Dispatch later = dispatch("later");
        context.runOnContext(turn -> later.begin(NOBODY));
        assertThat(backend.next().body().toString()).contains("later");
        assertThat(cancelled.isUnsent()).isTrue();
    }
}
