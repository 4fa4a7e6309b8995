package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.http.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes of a backend on a real socket. */
@Timeout(60)
class HealthChecksTest {
    private static final String MODEL = "model";

    private final Vertx vertx = Vertx.vertx();
    private final TestBackend backend = new TestBackend();
    private final Backends backends =
            new Backends(BackendPlan.of(backend.config()), profile -> new Backend(vertx, profile));
    private final HealthChecks checks = new HealthChecks(vertx, backends, Duration.ofMillis(20));

    @BeforeEach
    void isThere() {
        assertThat(serves()).isTrue();
    }

    @AfterEach
    void close() {
        checks.close();
        backends.close();
        Await.within(Duration.ofSeconds(20), vertx.close(), "closing");
        backend.close();
    }

    private boolean serves() {
        if (backends.take(Parties.OWNER, MODEL, 0) instanceof Placement.Placed placed) {
            placed.place().leave();
            return true;
        }
        return false;
    }

    private void answers(int status) {
        TestBackend.Call probe = backend.next();
        assertThat(probe.path()).isEqualTo("/v1/models");
        assertThat(probe.headers().get("authorization")).isEqualTo("Bearer sk-backend");
        probe.answers(status, "application/json", "{}");
    }

    @Test
    void oneThatLoadsItsModelIsLeftOutUntilItIsDone() {
        answers(503);
        answers(503);
        Eventually.holds("it is left out", () -> !serves());

        answers(200);

        Eventually.holds("it is asked again", this::serves);
    }

    @Test
    void oneThatKnowsNoSuchPageIsThere() {
        for (int i = 0; i < 4; i++) {
            answers(404);
        }
        assertThat(serves()).isTrue();
    }

    @Test
    void oneThatIsGoneIsLeftOut() {
        backend.close();

        Eventually.holds("it is left out", () -> !serves());
    }
}
