package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.StoredRound;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.RoundStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One backend, and everything that it can do. */
class RoundsTest extends RoundsFixture {
    RoundsTest(@TempDir Path directory) {
        super(directory);
    }

    // nothing billable

    @Test
    void aBackendThatCannotBeReachedMakesTheRoundVoid() {
        connectWith(new BackendConfig(URI.create("http://127.0.0.1:1"), null, LONG, LONG, LONG, LONG));

        ProtocolError reason = isVoid(reads(CHAT));

        assertThat(reason.code()).isEqualTo(ErrorCode.BACKEND_ERROR);
        assertThat(reason.message()).contains("cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, STREAM})
    void whatTheBackendRefusesIsVoidWithItsReason(String body) {
        TestReader reader = reads(body);
        backend.next()
                .answers(400, "application/json", "{\"error\":{\"message\":\"too long\",\"param\":\"messages\"}}");

        ProtocolError reason = isVoid(reader);

        assertThat(reason.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(reason.message()).contains("too long");
        assertThat(reason.param()).isEqualTo("messages");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, STREAM})
    void whatTheBackendFailsIsVoidWithoutItsReason(String body) {
        TestReader reader = reads(body);
        backend.next().answers(500, "application/json", "{\"error\":{\"message\":\"token sk-123 expired\"}}");

        ProtocolError reason = isVoid(reader);

        assertThat(reason.code()).isEqualTo(ErrorCode.BACKEND_ERROR);
        assertThat(reason.message()).contains("500").doesNotContain("sk-123");
    }

    @Test
    void anEndlessErrorIsNotKept() {
        TestReader reader = reads(CHAT);
        backend.next().answers(503, "text/plain", "x".repeat(20_000_000));

        assertThat(isVoid(reader).message()).contains("503");
    }

    @Test
    void anErrorThatCallsItselfASuccessIsVoid() {
        TestReader reader = reads(CHAT);
        backend.next().answers("{\"error\":{\"message\":\"out of memory\"}}");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    @Test
    void aStreamThatIsNoneIsVoid() {
        TestReader reader = reads(STREAM);
        backend.next().answers(TestBackend.completion("Hello", 7, 3));

        assertThat(isVoid(reader).message()).contains("event stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, STREAM})
    void aCompressedAnswerIsVoid(String body) {
        TestReader reader = reads(body);
        TestBackend.Call call = backend.next();
        call.response().putHeader("content-encoding", "gzip");
        call.answers(200, body.equals(STREAM) ? "text/event-stream" : "application/json", "{}");

        assertThat(isVoid(reader).message()).contains("compressed");
    }

    @Test
    void aStreamThatBeginsWithAnErrorIsVoid() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().event("{\"error\":{\"message\":\"busy\"}}");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
        assertThat(reader.received()).isEmpty();
        call.awaitEndOfConnection();
    }

    @Test
    void aStreamThatBreaksBeforeItSaysSomethingIsVoid() {
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().breaks();

        assertThat(isVoid(reader).message()).contains("too early");
    }

    @Test
    void aStreamThatEndsBeforeItSaysSomethingIsVoid() {
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().ends();

        assertThat(isVoid(reader).message()).contains("too early");
    }

    @Test
    void anAnswerThatBreaksIsVoid() {
        TestReader reader = reads(CHAT);
        backend.next().begins("application/json").sends("{\"choices\":[").breaks();

        assertThat(isVoid(reader).message()).contains("too early");
    }

    @Test
    void anAnswerThatIsTooLargeIsVoid() {
        TestReader reader = reads(CHAT);
        TestBackend.Call call = backend.next().begins("application/json");
        String piece = "x".repeat(1_024 * 1_024);
        for (int i = 0; i <= Exchange.MAX_ANSWER_BYTES / piece.length(); i++) {
            call.response().write(piece).onFailure(closed -> {});
        }

        RoundEnd end = reader.awaitEnd();
        assertThat(end)
                .isInstanceOfSatisfying(
                        RoundEnd.Voided.class,
                        nothing -> assertThat(nothing.reason().message()).contains("too much"));
        call.awaitEndOfConnection();
    }

    @Test
    void anEventWithoutEndIsNotCollected() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream();
        call.response().write("data: " + "x".repeat(Exchange.MAX_FRAME_BYTES)).onFailure(closed -> {});

        assertThat(isVoid(reader).message()).contains("too much");
        assertThat(reader.received()).isEmpty();
        call.awaitEndOfConnection();
    }

    @Test
    void anEventWithoutEndCutsOffWhatCameBefore() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        call.response().write("data: " + "x".repeat(Exchange.MAX_FRAME_BYTES)).onFailure(closed -> {});

        isCutOff(reader, "data: " + TestBackend.delta("Hello") + "\n\n", 1, "longer than");
        call.awaitEndOfConnection();
    }

    // timeouts

    @ParameterizedTest
    @ValueSource(strings = {CHAT, STREAM})
    void aBackendThatDoesNotBeginIsLate(String body) {
        connectWith(backend.config(SHORT, LONG, LONG));
        TestReader reader = reads(body);
        TestBackend.Call call = backend.next();

        ProtocolError reason = isVoid(reader);

        assertThat(reason.code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
        assertThat(reason.message()).contains("did not begin");
        call.awaitEndOfConnection();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, STREAM})
    void aBackendThatSendsOnlyAHeadIsLate(String body) {
        connectWith(backend.config(LONG, SHORT, LONG));
        TestReader reader = reads(body);
        TestBackend.Call call = backend.next().begins(body.equals(STREAM) ? "text/event-stream" : "application/json");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
        call.awaitEndOfConnection();
    }

    @Test
    void aStreamThatFallsSilentIsCutOff() {
        connectWith(backend.config(LONG, SHORT, LONG));
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");

        isCutOff(reader, "data: " + TestBackend.delta("Hello") + "\n\n", 1, "was silent");
        call.awaitEndOfConnection();
    }

    @Test
    void aStreamThatTakesTooLongIsCutOff() {
        connectWith(backend.config(LONG, LONG, Duration.ofMillis(500)));
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");

        isCutOff(reader, "data: " + TestBackend.delta("Hello") + "\n\n", 1, "took longer");
        call.awaitEndOfConnection();
    }

    // cut off

    private void isCutOff(TestReader reader, String before, long completionTokens, String why) {
        FinishedRound round = billed(reader);
        isBilled(round, RoundStatus.CUT_OFF_BY_BACKEND, PROMPT_TOKENS, completionTokens);
        String log = round.log().toString();
        assertThat(log).startsWith(before).endsWith("\n\n").contains(why).doesNotContain("[DONE]");
        assertThat(log.substring(before.length())).startsWith("data: {\"error\":");
    }

    @Test
    void aStreamThatBreaksIsBilledForWhatCame() {
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().says("Hello").says(" world").breaks();

        isCutOff(
                reader,
                "data: " + TestBackend.delta("Hello") + "\n\ndata: " + TestBackend.delta(" world") + "\n\n",
                2,
                "too early");
    }

    @Test
    void aStreamThatEndsWithoutSayingSoIsCutOff() {
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().says("Hello").ends();

        isCutOff(reader, "data: " + TestBackend.delta("Hello") + "\n\n", 1, "too early");
    }

    @Test
    void halfAnEventIsNotDelivered() {
        TestReader reader = reads(STREAM);
        backend.next()
                .beginsStream()
                .says("Hello")
                .sends("data: {\"choices\":[{\"del")
                .ends();

        isCutOff(reader, "data: " + TestBackend.delta("Hello") + "\n\n", 1, "too early");
    }

    @Test
    void theBackendsOwnErrorEndsTheLog() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call =
                backend.next().beginsStream().says("Hello").event("{\"error\":{\"message\":\"Hello world\"}}");

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.CUT_OFF_BY_BACKEND, PROMPT_TOKENS, 1);
        assertThat(round.log().toString())
                .isEqualTo("data: " + TestBackend.delta("Hello")
                        + "\n\ndata: {\"error\":{\"message\":\"Hello world\"}}\n\n");
        call.awaitEndOfConnection();
    }

    @Test
    void whoWritesOnBeyondWhatWasAskedIsCutOff() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream();
        String event = "data: " + TestBackend.delta("a") + "\n\n";
        call.response()
                .write(event.repeat(50 + Exchange.EVENTS_BESIDES_TOKENS + 10))
                .onFailure(closed -> {});

        FinishedRound round = billed(reader);

        assertThat(round.receipt().receipt().status()).isEqualTo(RoundStatus.CUT_OFF_BY_BACKEND);
        assertThat(round.receipt().receipt().usage().completionTokens()).isEqualTo(50);
        call.awaitEndOfConnection();
    }

    // cancelled

    @Test
    void aCancelBeforeTheAnswerBillsThePrompt() {
        LiveRound round = begins(wish(1, CHAT));
        TestReader reader = reads(round);
        TestBackend.Call call = backend.next();

        round.cancel();

        FinishedRound billed = billed(reader);
        isBilled(billed, RoundStatus.CANCELLED_BY_CLIENT, PROMPT_TOKENS, 0);
        assertThat(billed.log().length()).isZero();
        call.awaitEndOfConnection();
    }

    @Test
    void aCancelledStreamIsBilledForWhatWasDelivered() {
        LiveRound round = begins(wish(1, STREAM));
        TestReader reader = reads(round);
        TestBackend.Call call = backend.next().beginsStream().says("Hello").says(" world");
        reader.awaitText(" world");

        round.cancel();

        FinishedRound billed = billed(reader);
        isBilled(billed, RoundStatus.CANCELLED_BY_CLIENT, PROMPT_TOKENS, 2);
        assertThat(billed.log().toString()).doesNotContain("[DONE]").doesNotContain("error");
        call.awaitEndOfConnection();
    }

    @Test
    void aCancelledStreamIsBilledByItsRunningUsage() {
        LiveRound round = begins(wish(1, STREAM));
        TestReader reader = reads(round);
        backend.next()
                .beginsStream()
                .event(TestBackend.deltaWithUsage("Hello", 9, 1))
                .event(TestBackend.deltaWithUsage(" world", 9, 4));
        reader.awaitText(" world");

        round.cancel();

        isBilled(billed(reader), RoundStatus.CANCELLED_BY_CLIENT, 9, 4);
    }

    @Test
    void whoLeavesPaysForWhatTheSocketAccepted() {
        LiveRound round = begins(wish(1, STREAM));
        TestReader reader = new TestReader(round).takingAtMost(1);
        round.attach(reader);
        TestBackend.Call call = backend.next().beginsStream().event(TestBackend.deltaWithUsage("Hello", 9, 1));
        reader.awaitText("Hello");
        call.event(TestBackend.deltaWithUsage(" world", 9, 2));

        round.detach(reader);

        call.awaitEndOfConnection();
        StoredRound.Finished stored = awaitStored();
        isBilled(stored.round(), RoundStatus.CANCELLED_BY_CLIENT, 9, 1);
        assertThat(stored.round().log().toString())
                .isEqualTo("data: " + TestBackend.deltaWithUsage("Hello", 9, 1) + "\n\n");
    }

    /** The end of a round that nobody reads any more. */
    private StoredRound.Finished awaitStored() {
        while (rounds.inFlight(client.address(), 1).isPresent()) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.onSpinWait();
        }
        StoredRound stored = accounts.find(client.address(), 1).orElseThrow();
        assertThat(stored).isInstanceOf(StoredRound.Finished.class);
        return (StoredRound.Finished) stored;
    }

    @Test
    void whoCancelsWhileTheBackendRestsIsBilledAndTheBackendStopped() {
        LiveRound round = begins(wish(1, STREAM));
        TestReader reader = new TestReader(round).takingAtMost(1);
        round.attach(reader);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");

        round.cancel();
        reader.takesEverything();

        isBilled(billed(reader), RoundStatus.CANCELLED_BY_CLIENT, PROMPT_TOKENS, 1);
        call.awaitEndOfConnection();
    }

    // complete

    @Test
    void anAnswerIsBilledByItsUsage() {
        TestReader reader = reads(CHAT);
        String answer = TestBackend.completion("Hello", 7, 3);
        backend.next().answers(answer);

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.COMPLETE, 7, 3);
        assertThat(round.log().toString()).isEqualTo(answer);
        assertThat(round.contentType()).isEqualTo("application/json");
        assertThat(round.stream()).isFalse();
    }

    @Test
    void noRoundCostsMoreThanItsCeiling() {
        Wish wish = wish(1, CHAT).maxCost(5 + CHAT.length() + 512 + 100);
        TestReader reader = reads(begins(wish));
        backend.next().answers(TestBackend.completion("x".repeat(1_000), Long.MAX_VALUE, Long.MAX_VALUE));

        assertThat(billed(reader).receipt().receipt().cost()).isEqualTo(Wei.of(wish.maxCost()));
    }

    @Test
    void theUsageThatTheGatewayAskedForIsLeftOut() {
        TestReader reader = reads(STREAM);
        backend.next()
                .beginsStream()
                .sends(": keepalive\n\n")
                .says("Hello")
                .usage(9, 4)
                .done();

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.COMPLETE, 9, 4);
        assertThat(round.contentType()).isEqualTo("text/event-stream");
        assertThat(round.stream()).isTrue();
        assertThat(round.log().toString())
                .isEqualTo(": keepalive\n\ndata: " + TestBackend.delta("Hello") + "\n\ndata: [DONE]\n\n");
    }

    @Test
    void theUsageThatTheClientAskedForStays() {
        TestReader reader = reads("{" + PROMPT + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        backend.next().beginsStream().says("Hello").usage(9, 4).done();

        assertThat(billed(reader).log().toString()).contains("\"prompt_tokens\":9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: [DONE]", "data: [DONE]\n", "data: [DONE]\r\r", "data:[DONE]\r\n"})
    void aLastEventWithoutItsBlankLineIsStillTheLast(String end) {
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().says("Hello").usage(9, 4).sends(end).ends();

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.COMPLETE, 9, 4);
        assertThat(round.log().toString().replace("\r\n", "\n").replace('\r', '\n'))
                .endsWith("[DONE]\n\n");
    }

    @Test
    void theBillDoesNotWaitForTheConnectionAndTheConnectionNotForEver() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello").event("[DONE]");

        isBilled(billed(reader), RoundStatus.COMPLETE, PROMPT_TOKENS, 1);
        call.awaitEndOfConnection();
    }

    @Test
    void nothingBehindTheEndIsDelivered() {
        TestReader reader = reads(STREAM);
        backend.next()
                .beginsStream()
                .sends("data: " + TestBackend.delta("Hello") + "\n\ndata: [DONE]\n\n: late\n\ndata: {\"error\":1}\n\n")
                .ends();

        FinishedRound round = billed(reader);

        assertThat(round.log().toString()).endsWith("data: [DONE]\n\n");
        isBilled(round, RoundStatus.COMPLETE, PROMPT_TOKENS, 1);
    }

    @Test
    void theConnectionIsUsedAgainAfterAnOrderlyEnd() {
        reads(begins(wish(1, STREAM)));
        TestBackend.Call first = backend.next().beginsStream().says("Hello");
        first.done();
        TestReader second = reads(begins(wish(2, CHAT)));
        backend.next().answers(TestBackend.completion("Hello", 1, 1));

        assertThat(second.awaitEnd()).isInstanceOf(RoundEnd.Billed.class);
    }

    @Test
    void theBackendGetsTheClientsBytesAndOnlyItsOwnHeaders() {
        reads("{" + PROMPT + ",\"temperature\":0.70,\"logit_bias\":{\"7\":1e400}}");

        TestBackend.Call call = backend.next();

        assertThat(call.path()).isEqualTo("/v1/chat/completions");
        assertThat(call.body().toString())
                .isEqualTo("{" + PROMPT + ",\"temperature\":0.70,\"logit_bias\":{\"7\":1e400}}");
        Set<String> names = new HashSet<>(call.headers().names().stream()
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .toList());
        assertThat(names)
                .containsExactlyInAnyOrder("host", "content-type", "accept", "authorization", "content-length");
        assertThat(call.headers().get("authorization")).isEqualTo("Bearer sk-backend");
        call.answers("{}");
    }

    // entries

    @Test
    void aRetryJoinsItsRoundAndGetsItFromTheStart() {
        LiveRound round = begins(wish(1, STREAM));
        TestReader first = reads(round);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        first.awaitText("Hello");

        Rounds.Entry retried = rounds.retried(wish(1, STREAM).terms()).orElseThrow();

        assertThat(retried).isEqualTo(new Rounds.Entry.Live(round));
        assertThat(begin(wish(1, STREAM))).isEqualTo(new Rounds.Entry.Live(round));
        TestReader second = reads(round);
        call.done();
        assertThat(second.awaitEnd()).isEqualTo(first.awaitEnd());
        assertThat(second.received()).isEqualTo(first.received());
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void anotherRequestWithTheSequenceOfARunningRoundIsRefused() {
        reads(CHAT);
        Wish other = wish(1, STREAM);

        assertThat(rounds.retried(other.terms())).isEmpty();
        isRefused(begin(other), ErrorCode.SEQUENCE_USED);
        backend.next().answers("{}");
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void aRetryOfABilledRoundGetsTheStoredOne() {
        TestReader reader = reads(CHAT);
        backend.next().answers(TestBackend.completion("Hello", 7, 3));
        FinishedRound round = billed(reader);

        isReplayed(round, rounds.retried(wish(1, CHAT).terms()).orElseThrow());
        assertThat(rounds.retried(wish(1, STREAM).terms())).isEmpty();
        isRefused(begin(wish(1, STREAM)), ErrorCode.SEQUENCE_USED);
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void aRetryThatWasOvertakenByTheEndOfItsRoundGetsTheStoredOne() {
        TestReader reader = reads(CHAT);
        backend.next().answers(TestBackend.completion("Hello", 7, 3));
        FinishedRound round = billed(reader);

        isReplayed(round, begin(wish(1, CHAT)));
        assertThat(backend.waiting()).isZero();
    }

    private static void isReplayed(FinishedRound round, Rounds.Entry entry) {
        assertThat(entry)
                .isInstanceOfSatisfying(
                        Rounds.Entry.Replay.class,
                        replay -> assertThat(replay.round()).isEqualTo(round));
    }

    @Test
    void aRetryOfAVoidRoundGetsItsReason() {
        TestReader reader = reads(CHAT);
        backend.next().answers(400, "application/json", "{\"error\":{\"message\":\"too long\"}}");
        isVoid(reader);

        isRefused(rounds.retried(wish(1, CHAT).terms()).orElseThrow(), ErrorCode.INVALID_REQUEST);
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void aRefusedRequestCallsNobodyAndMayComeAgain() {
        Wish poor = wish(1, CHAT).authorized(5);

        isRefused(begin(poor), ErrorCode.AUTHORIZATION_TOO_LOW);

        assertThat(rounds.retried(poor.terms())).isEmpty();
        assertThat(rounds.inFlight(client.address(), 1)).isEmpty();
        assertThat(backend.waiting()).isZero();
        begins(wish(1, CHAT));
        backend.next().answers("{}");
    }

    @Test
    void theSameRequestManyTimesAtOnceRunsOnce() throws Exception {
        Wish wish = wish(1, CHAT);
        List<Callable<Rounds.Entry>> senders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            senders.add(() -> rounds.retried(wish.terms()).orElseGet(() -> begin(wish)));
        }
        Set<Rounds.Entry> entries = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Rounds.Entry> entry : threads.invokeAll(senders)) {
                entries.add(entry.get());
            }
        }

        assertThat(entries).hasSize(1);
        TestReader reader = reads(((Rounds.Entry.Live) entries.iterator().next()).round());
        backend.next().answers(TestBackend.completion("Hello", 7, 3));
        isBilled(billed(reader), RoundStatus.COMPLETE, 7, 3);
        assertThat(backend.waiting()).isZero();
    }

    // who listens

    @Test
    void aListenerHearsOfTheAnswerAndTheEnd() {
        TestReader reader = reads(STREAM);
        backend.next().beginsStream().says("Hello").done();
        billed(reader);

        Eventually.holds("the end was heard", () -> heard.size() == 2);
        assertThat(heard).containsExactly("answering 1", "ended 1 Billed");
    }

    @Test
    void aListenerHearsWhenEverybodyLeftAndNothingOfWhatWasRefused() {
        LiveRound round = begins(wish(1, STREAM));
        TestReader reader = reads(round);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");
        isRefused(begin(wish(1, CHAT)), ErrorCode.SEQUENCE_USED);

        round.detach(reader);
        call.awaitEndOfConnection();

        Eventually.holds("the end was heard", () -> heard.size() == 3);
        assertThat(heard).containsExactly("answering 1", "abandoned 1 while answering", "ended 1 Billed");
    }

    // the end of the gateway

    @Test
    void stoppingBillsWhatRunsAndTakesNothingNew() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");

        rounds.close();

        isBilled(billed(reader), RoundStatus.CANCELLED_BY_CLIENT, PROMPT_TOKENS, 1);
        assertThat(begin(wish(2, CHAT))).isEqualTo(new Rounds.Entry.Stopping());
        call.awaitEndOfConnection();
    }

    @Test
    void drainingWaitsForWhatRunsAndBeginsNothingNew() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");

        Thread drain = Thread.ofVirtual().start(() -> rounds.drain(Duration.ofMinutes(5)));
        Eventually.holds("it drains", () -> drain.getState() == Thread.State.TIMED_WAITING);
        assertThat(begin(wish(2, CHAT))).isEqualTo(new Rounds.Entry.Stopping());
        assertThat(rounds.retried(wish(1, STREAM).terms())).get().isInstanceOf(Rounds.Entry.Live.class);
        call.says(" there").done();

        isBilled(billed(reader), RoundStatus.COMPLETE, PROMPT_TOKENS, 2);
        Eventually.holds("draining ended", () -> !drain.isAlive());
        assertThat(accounts.find(client.address(), 2)).isEmpty();
    }

    @Test
    void aStreamThatIsNotDrainedInTimeEndsWithAnErrorEventAndIsBilledForWhatItBrought() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");

        rounds.drain(Duration.ZERO);

        FinishedRound round = billed(reader);
        isBilled(round, RoundStatus.CUT_OFF_BY_BACKEND, PROMPT_TOKENS, 1);
        assertThat(round.log().toString()).contains("Hello").endsWith("\n\n");
        assertThat(round.log()
                        .toString()
                        .lines()
                        .filter(line -> line.startsWith("data: "))
                        .toList()
                        .getLast())
                .contains("\"code\":\"unavailable\"", "this gateway is stopping");
        call.awaitEndOfConnection();
    }

    @Test
    void whoGotAReceiptWhileDrainingMayConfirmItBeforeTheEnd() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");
        rounds.drain(Duration.ZERO);
        FinishedRound round = billed(reader);
        call.awaitEndOfConnection();
        assertThat(rounds.areConfirmedWithin(Duration.ZERO)).isFalse();

        Thread close = Thread.ofVirtual().start(() -> heard.add("all " + rounds.areConfirmedWithin(LONG)));
        Eventually.holds("it waits", () -> close.getState() == Thread.State.TIMED_WAITING);
        accounts.confirm(client.confirms(Confirmation.none(Parties.PROVIDER), List.of(round.receipt())));
        Eventually.holds("the wait ended", () -> heard.contains("all true"));
    }

    @Test
    void whatWasConfirmedBeforeOrEndedBeforeIsNotWaitedFor() {
        TestReader reader = reads(CHAT);
        backend.next().answers(TestBackend.completion("Hello", 7, 3));
        billed(reader);
        rounds.drain(Duration.ZERO);

        assertThat(rounds.areConfirmedWithin(Duration.ZERO)).isTrue();
    }

    @Test
    void anAnswerThatIsNotStreamedAndNotDrainedInTimeCostsNothing() {
        TestReader reader = reads(CHAT);
        TestBackend.Call call = backend.next();

        rounds.drain(Duration.ZERO);

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        call.awaitEndOfConnection();
    }

    @Test
    void aRoundThatCannotBeRecordedIsNeverAcknowledged() {
        TestReader reader = reads(STREAM);
        TestBackend.Call call = backend.next().beginsStream().says("Hello");
        reader.awaitText("Hello");
        ledger.close();

        call.done();

        assertThat(reader.awaitEnd()).isInstanceOf(RoundEnd.Broken.class);
        assertThat(accounts.totals().reserved()).isEqualTo(Wei.ZERO);
    }

    @Test
    void whatCannotBeReservedOnDiskIsNotSentToTheBackend() {
        ledger.close();

        assertThatThrownBy(() -> begin(wish(1, CHAT))).hasMessageContaining("closed");

        assertThat(backend.waiting()).isZero();
    }

    private static void isRefused(Rounds.Entry entry, ErrorCode code) {
        assertThat(entry)
                .isInstanceOfSatisfying(
                        Rounds.Entry.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }
}
