package io.deopenchat.bridge.api;

import static io.deopenchat.bridge.support.RunningBridge.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.bridge.support.Script;
import io.deopenchat.bridge.support.SdkCall;
import io.deopenchat.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An SDK that waited as long as it wanted to leaves and asks again. The clock of the bridge is moved, not waited for. */
class RetryTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String WHOLE = RunningBridge.chat(false);
    private static final String STREAM = RunningBridge.chat(true);

    private final FakeGateway gateway = new FakeGateway();
    private final RunningBridge bridge;

    RetryTest(@TempDir Path directory) {
        bridge = new RunningBridge(directory, new Registry(gateway.endpoint()));
        gateway.withholdsAnswers();
    }

    @AfterEach
    void stop() {
        gateway.answersNow();
        bridge.close();
        gateway.close();
        assertThat(gateway.misuses()).isEmpty();
    }

    private SdkCall call(String body, int retries) {
        return new SdkCall(bridge, body, TIMEOUT, retries);
    }

    /** Asks, waits until the gateway has the request, and leaves when the time is over. */
    private void timesOut(String body) {
        try (SdkCall _ = call(body, 0)) {
            await("asked", () -> gateway.requests().size() == 1);
            bridge.advances(TIMEOUT);
        }
        await("held", () -> bridge.heldRounds() == 1);
    }

    private void cancelled(int rounds) {
        await("cancelled", () -> gateway.cancelled().size() == rounds);
    }

    @Test
    void aRetryJoinsTheRoundThatStillRuns() {
        timesOut(WHOLE);
        try (SdkCall retry = call(WHOLE, 1)) {
            await("joined", () -> bridge.heldRounds() == 0);
            gateway.answersNow();

            assertThat(retry.answer())
                    .startsWith("HTTP/1.1 200")
                    .contains("Hello")
                    .containsIgnoringCase("deopenchat-sequence: 1\r\n")
                    .containsIgnoringCase("deopenchat-provider: " + Parties.PROVIDER)
                    .containsIgnoringCase("content-type: application/json");
        }
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(gateway.sequences()).containsExactly(1L);
        assertThat(gateway.cancelled()).isEmpty();
    }

    @Test
    void aRetryGetsAnAnswerThatCameWhileNobodyListened() {
        timesOut(WHOLE);
        gateway.answersNow();
        bridge.awaitState(1, RoundState.CONFIRMED);

        try (SdkCall retry = call(WHOLE, 1)) {
            assertThat(retry.answer()).startsWith("HTTP/1.1 200").contains("Hello");
        }
        assertThat(gateway.sequences()).containsExactly(1L);
    }

    @Test
    void aRetryGetsAStreamFromItsFirstByte() {
        gateway.answers(Script.streamed());
        timesOut(STREAM);
        gateway.answersNow();
        bridge.awaitState(1, RoundState.CONFIRMED);

        try (SdkCall retry = call(STREAM, 1)) {
            assertThat(retry.answer())
                    .containsIgnoringCase("content-type: text/event-stream")
                    .contains(Script.EVENTS.get(0))
                    .contains(Script.EVENTS.get(1))
                    .contains(Script.DONE)
                    .satisfies(text -> assertThat(text.split("\r\n\r\n", 2)[1]).doesNotContain("receipt"));
        }
        assertThat(gateway.sequences()).containsExactly(1L);
    }

    @Test
    void aRetryGetsAllOfAnAnswerThatIsLongerThanWhatIsKeptForIt() {
        String text = "x".repeat(4 * Seat.MAX_HELD_BYTES);
        gateway.answers(
                Script.whole("application/json", "{\"choices\":[{\"message\":{\"content\":\"" + text + "\"}}]}"));
        timesOut(WHOLE);
        gateway.answersNow();

        try (SdkCall retry = call(WHOLE, 1)) {
            assertThat(retry.answer().chars().filter(letter -> letter == 'x').count())
                    .as("letters, in chunks")
                    .isGreaterThanOrEqualTo(text.length());
        }
        bridge.awaitState(1, RoundState.CONFIRMED);
        assertThat(gateway.sequences()).containsExactly(1L);
    }

    @Test
    void aSecondRetryJoinsAsTheFirstDid() {
        timesOut(WHOLE);
        try (SdkCall _ = call(WHOLE, 1)) {
            await("joined", () -> bridge.heldRounds() == 0);
            bridge.advances(TIMEOUT);
        }
        await("held again", () -> bridge.heldRounds() == 1);
        try (SdkCall second = call(WHOLE, 2)) {
            await("joined again", () -> bridge.heldRounds() == 0);
            gateway.answersNow();

            assertThat(second.answer()).startsWith("HTTP/1.1 200").contains("Hello");
        }
        assertThat(gateway.sequences()).containsExactly(1L);
    }

    @Test
    void aRetryHearsWhereTheAnswerBroke() {
        gateway.answers(Script.brokenStream(Script.End.BREAK));
        timesOut(STREAM);
        gateway.answersNow();
        bridge.awaitState(1, RoundState.CONFIRMED);

        try (SdkCall retry = call(STREAM, 1)) {
            assertThat(retry.answer()).contains("\"code\":\"backend_error\"").doesNotContain("[DONE]");
        }
        assertThat(gateway.sequences()).containsExactly(1L);
    }

    @Test
    void whoLeavesBeforeItsTimeIsCancelledAtOnce() {
        try (SdkCall _ = call(WHOLE, 0)) {
            await("asked", () -> gateway.requests().size() == 1);
            bridge.advances(TIMEOUT.minusSeconds(1));
        }
        cancelled(1);
        assertThat(bridge.heldRounds()).isZero();
    }

    @Test
    void whoIsNoSdkIsCancelledAtOnce() {
        try (SdkCall _ = new SdkCall(bridge, WHOLE, "")) {
            await("asked", () -> gateway.requests().size() == 1);
            bridge.advances(TIMEOUT);
        }
        cancelled(1);
    }

    @Test
    void anSdkThatKeepsItsTimeoutToItselfIsWaitedForUntilItMustHaveAskedAgain() {
        try (SdkCall _ = new SdkCall(bridge, WHOLE, "x-stainless-retry-count: 0\r\n")) {
            await("asked", () -> gateway.requests().size() == 1);
            bridge.advances(TIMEOUT);
        }
        await("held", () -> bridge.heldRounds() == 1);

        cancelled(1);
        assertThat(bridge.heldRounds()).isZero();
    }

    @Test
    void anSdkThatLeavesInItsFirstSecondIsCancelledAtOnce() {
        try (SdkCall _ = new SdkCall(bridge, WHOLE, "x-stainless-retry-count: 0\r\n")) {
            await("asked", () -> gateway.requests().size() == 1);
        }
        cancelled(1);
    }

    @Test
    void whoLeavesBehindTheFirstByteIsCancelledAtOnce() {
        gateway.answers(Script.brokenStream(Script.End.WAIT_FOR_CANCEL));
        gateway.answersNow();
        try (SdkCall call = call(STREAM, 0)) {
            assertThat(call.firstBytes(15)).isEqualTo("HTTP/1.1 200 OK");
            bridge.advances(TIMEOUT);
        }
        cancelled(1);
    }

    @Test
    void theTwoTimeoutsOfTheJavaClientAreUnderstood() {
        try (SdkCall _ = new SdkCall(
                bridge,
                WHOLE,
                "x-stainless-timeout: 60\r\nx-stainless-read-timeout: 60\r\nx-stainless-retry-count: 0\r\n")) {
            await("asked", () -> gateway.requests().size() == 1);
            bridge.advances(TIMEOUT);
        }
        await("held", () -> bridge.heldRounds() == 1);
    }

    @Test
    void theTimeoutOfThePythonClientIsUnderstood() {
        try (SdkCall _ =
                new SdkCall(bridge, WHOLE, "x-stainless-read-timeout: 59.5\r\nx-stainless-retry-count: 0\r\n")) {
            await("asked", () -> gateway.requests().size() == 1);
            bridge.advances(TIMEOUT);
        }
        await("held", () -> bridge.heldRounds() == 1);
    }

    @Test
    void anotherCallAndOneThatIsNoRetryGetRoundsOfTheirOwn() {
        timesOut(WHOLE);
        try (SdkCall other = call(WHOLE.replace("hi", "ho"), 1);
                SdkCall again = call(WHOLE, 0)) {
            await("asked", () -> gateway.requests().size() == 3);
            gateway.answersNow();

            assertThat(other.answer()).startsWith("HTTP/1.1 200");
            assertThat(again.answer()).startsWith("HTTP/1.1 200");
        }
        assertThat(bridge.heldRounds()).isEqualTo(1);
    }

    @Test
    void aBridgeThatEndsWaitsForNoRetry() {
        timesOut(WHOLE);

        bridge.close();

        assertThat(gateway.cancelled()).containsExactly(1L);
        assertThat(bridge.heldRounds()).isZero();
    }

    @Test
    void anErrorBeforeTheFirstByteIsToldToTheRetryWhichNeedNotAskAgain() {
        timesOut(WHOLE);
        gateway.refusesWithheld(ErrorCode.BACKEND_ERROR);

        try (SdkCall retry = call(WHOLE, 1)) {
            assertThat(retry.answer())
                    .startsWith("HTTP/1.1 502")
                    .contains("backend_error")
                    .containsIgnoringCase("x-should-retry: false");
        }
        assertThat(gateway.sequences()).containsExactly(1L);
    }
}
