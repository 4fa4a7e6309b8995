package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.RoundStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream is kept open while its backend says nothing. */
class KeepAliveTest extends RoundsFixture {
    private static final Duration SOON = Duration.ofMillis(1);

    KeepAliveTest(@TempDir Path directory) {
        super(directory);
    }

    @BeforeEach
    void connect() {
        connectWith(BackendPlan.of(backend.config()), new KeepAlive(SOON, Optional.of(SOON)));
    }

    @Test
    void commentsComeBeforeTheBackendBegins() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next();
        reader.awaitText(Exchange.KEEPALIVE);
        assertThat(heard).as("no token yet").isEmpty();

        call.beginsStream().says("Hello").usage(7, 1).done();

        FinishedRound round = billed(reader);
        isBilled(round, RoundStatus.COMPLETE, 7, 1);
        assertThat(round.log().toString()).startsWith(Exchange.KEEPALIVE).endsWith("data: [DONE]\n\n");
    }

    @Test
    void commentsFillALaterSilence() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hel");
        reader.awaitText("Hel\"}}]}\n\n" + Exchange.KEEPALIVE);

        call.says("lo").usage(7, 2).done();

        isBilled(billed(reader), RoundStatus.COMPLETE, 7, 2);
    }

    @Test
    void commentsAreNothingThatIsPaidFor() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next();
        reader.awaitText(Exchange.KEEPALIVE);

        call.answers(500, "text/plain", "broken");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    @Test
    void answersThatAreNotStreamedHaveNone() {
        TestReader reader = reads(CHAT);
        TestBackend.Call call = backend.next().begins("application/json");
        call.sends(TestBackend.completion("Hello", 7, 1));
        call.ends();

        assertThat(billed(reader).log().toString()).doesNotContain("keepalive");
    }

    @Test
    void theyCanBeSwitchedOff() {
        connectWith(BackendPlan.of(backend.config()), KeepAlive.NONE);
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().says("Hello").usage(7, 1).done();

        assertThat(billed(reader).log().toString()).doesNotContain("keepalive");
    }
}
