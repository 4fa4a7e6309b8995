package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendProfile;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.RoundStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request finds a backend that answers it, as long as nobody has seen anything of an answer. */
class SeveralBackendsTest extends RoundsFixture {
    private static final Duration PATIENT = Duration.ofMinutes(5);

    private final TestBackend second = new TestBackend();

    SeveralBackendsTest(@TempDir Path directory) {
        super(directory);
    }

    @AfterEach
    void closeSecond() {
        second.close();
    }

    /** The first is by far the heavier one, so an idle pair sends everything there. */
    private void both(BackendConfig first) {
        connectWith(
                new BackendPlan(
                        List.of(
                                new BackendProfile("first", first, Map.of(), 8, 1_000),
                                new BackendProfile("second", second.config(), Map.of(Offer.MODEL, "tiny"), 8, 1)),
                        1,
                        PATIENT),
                KeepAlive.DEFAULT);
    }

    private void one(int queue, Duration maxWait) {
        connectWith(
                new BackendPlan(List.of(new BackendProfile("only", backend.config(), Map.of(), 1, 1)), queue, maxWait),
                KeepAlive.DEFAULT);
    }

    private static void isVoidBecause(TestReader reader, ErrorCode code) {
        assertThat(reader.awaitEnd())
                .isInstanceOfSatisfying(
                        RoundEnd.Voided.class,
                        nothing -> assertThat(nothing.reason().code()).isEqualTo(code));
    }

    /** Whichever of the two got it. */
    private TestBackend.Call answersFirst(int status) {
        while (backend.waiting() + second.waiting() == 0) {
            Thread.onSpinWait();
        }
        TestBackend called = backend.waiting() > 0 ? backend : second;
        TestBackend other = called == backend ? second : backend;
        called.next().answers(status, "application/json", "{\"error\":{\"message\":\"busy\"}}");
        return other.next();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void goesToAnotherWhenOneIsBusyOrBroken(int status) {
        both(backend.config());
        TestReader reader = reads(STREAM);

        answersFirst(status).beginsStream().says("Hello").usage(7, 1).done();

        isBilled(billed(reader), RoundStatus.COMPLETE, 7, 1);
    }

    @Test
    void goesToAnotherWhenOneCannotBeReached() {
        both(new BackendConfig(URI.create("http://127.0.0.1:1"), null, PATIENT, PATIENT, PATIENT, PATIENT));
        for (long sequence = 1; sequence <= 5; sequence++) {
            TestReader reader = reads(begins(wish(sequence, CHAT)));
            TestBackend.Call call = second.next();
            assertThat(call.body().toString()).contains("\"model\":\"tiny\"").contains("Hello there");
            call.answers(TestBackend.completion("Hi", 7, 1));
            billed(reader);
        }
    }

    /** Else a client whose requests fail would take a backend away from all others. */
    @Test
    void errorsThatARequestBringsAboutLeaveNoBackendOut() {
        both(backend.config());
        Set<TestBackend> called = new HashSet<>();
        for (long sequence = 1; sequence <= 6; sequence++) {
            TestReader reader = reads(begins(wish(sequence, STREAM)));
            while (backend.waiting() + second.waiting() == 0) {
                Thread.onSpinWait();
            }
            TestBackend asked = backend.waiting() > 0 ? backend : second;
            called.add(asked);
            asked.next().beginsStream().event("{\"error\":{\"message\":\"too long\"}}");
            isVoidBecause(reader, ErrorCode.BACKEND_ERROR);
        }

        assertThat(called)
                .as("backends that were asked, for requests that begin alike")
                .hasSize(1);
    }

    @Test
    void commentsOfABackendAreNoAnswer() {
        both(backend.config());
        TestReader reader = reads(STREAM);
        while (backend.waiting() + second.waiting() == 0) {
            Thread.onSpinWait();
        }
        TestBackend.Call call =
                (backend.waiting() > 0 ? backend : second).next().beginsStream();
        call.sends(": PROCESSING\n\n");
        reader.awaitText("PROCESSING");
        call.breaks();

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    @Test
    void staysWithTheOneThatRefusesTheRequest() {
        both(backend.config());
        TestReader reader = reads(CHAT);
        while (backend.waiting() + second.waiting() == 0) {
            Thread.onSpinWait();
        }
        (backend.waiting() > 0 ? backend : second).next().answers(400, "application/json", "{}");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(backend.waiting() + second.waiting()).isZero();
    }

    @Test
    void staysWithTheOneThatBeganToAnswer() {
        connectWith(
                new BackendPlan(
                        List.of(
                                new BackendProfile("first", backend.config(), Map.of(), 8, 1),
                                new BackendProfile("unused", second.config(), Map.of("other", "other"), 8, 1)),
                        1,
                        PATIENT),
                KeepAlive.DEFAULT);
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().says("Hel").breaks();

        FinishedRound round = billed(reader);

        assertThat(round.receipt().receipt().status()).isEqualTo(RoundStatus.CUT_OFF_BY_BACKEND);
        assertThat(second.waiting()).isZero();
    }

    @Test
    void theSecondWaitsUntilTheFirstIsDone() {
        one(1, PATIENT);
        TestReader first = reads(begins(wish(1, CHAT)));
        TestReader queued = reads(begins(wish(2, CHAT)));
        TestBackend.Call call = backend.next();
        assertThat(connections.waiting()).isEqualTo(1);

        call.answers(TestBackend.completion("one", 7, 1));
        backend.next().answers(TestBackend.completion("two", 7, 1));

        assertThat(queued.awaitEnd()).isInstanceOf(RoundEnd.Billed.class);
        assertThat(billed(first).log().toString()).contains("one");
    }

    @Test
    void whoFindsTheQueueFullUsesNoSequence() {
        one(0, PATIENT);
        TestReader first = reads(begins(wish(1, CHAT)));
        TestBackend.Call call = backend.next();

        assertThat(begin(wish(2, CHAT)))
                .isInstanceOfSatisfying(
                        Rounds.Entry.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.CAPACITY_EXCEEDED));

        call.answers(TestBackend.completion("one", 7, 1));
        billed(first);
        TestReader again = reads(begins(wish(2, CHAT)));
        backend.next().answers(TestBackend.completion("two", 7, 1));
        assertThat(again.awaitEnd()).isInstanceOf(RoundEnd.Billed.class);
    }

    @Test
    void whoWaitsTooLongPaysNothing() {
        one(1, Duration.ofMillis(50));
        TestReader first = reads(begins(wish(2, CHAT)));
        TestBackend.Call call = backend.next();

        isVoidBecause(reads(begins(wish(1, CHAT))), ErrorCode.BACKEND_TIMEOUT);

        call.answers(TestBackend.completion("one", 7, 1));
        assertThat(first.awaitEnd()).isInstanceOf(RoundEnd.Billed.class);
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void whoCancelsInTheQueuePaysNothing() {
        one(1, PATIENT);
        TestReader first = reads(begins(wish(2, CHAT)));
        TestBackend.Call call = backend.next();
        LiveRound queued = begins(wish(1, STREAM));
        TestReader reader = reads(queued);

        queued.cancel();

        isVoidBecause(reader, ErrorCode.ROUND_VOID);
        assertThat(connections.waiting()).isZero();
        call.answers(TestBackend.completion("one", 7, 1));
        assertThat(first.awaitEnd()).isInstanceOf(RoundEnd.Billed.class);
        assertThat(backend.waiting()).as("calls of the cancelled one").isZero();
    }
}
