package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.backend.Moderation;
import io.deopenchat.gateway.backend.ModerationConfig;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts that somebody judges between admission and backend. */
@Timeout(60)
class ModerationTest extends RoundsFixture {
    private final TestBackend judge = new TestBackend();

    ModerationTest(@TempDir Path directory) {
        super(directory);
        judgedBy(judge.url(), LONG, false);
    }

    @AfterEach
    void closeJudge() {
        judge.close();
    }

    private void judgedBy(URI api, Duration timeout, boolean failsOpen) {
        Moderation moderation = new Moderation(vertx, new ModerationConfig(api, "sk-judge", timeout, failsOpen));
        rounds = new Rounds(
                vertx,
                accounts,
                connections,
                KeepAlive.DEFAULT,
                Parties.DOMAIN,
                Parties.OPERATOR,
                listener,
                moderation,
                RoundMemory.ofThisProcess(Exchange.MAX_ANSWER_BYTES, false));
    }

    private static String verdict(boolean... flagged) {
        StringBuilder results = new StringBuilder();
        for (boolean one : flagged) {
            results.append(results.isEmpty() ? "" : ",")
                    .append("{\"flagged\":")
                    .append(one)
                    .append('}');
        }
        return "{\"results\":[" + results + "]}";
    }

    @Test
    void anAcceptedPromptReachesTheBackendAfterItsVerdict() {
        TestReader reader = reads(CHAT);
        TestBackend.Call question = judge.next();
        assertThat(backend.waiting()).isZero();
        assertThat(question.path()).isEqualTo("/v1/moderations");
        assertThat(question.headers().get("authorization")).isEqualTo("Bearer sk-judge");
        assertThat(question.body().toString()).isEqualTo("{\"input\":[\"Hello there\"]}");

        question.answers(verdict(false, false));
        backend.next().answers(TestBackend.completion("Hello", 4, 1));

        billed(reader);
    }

    @Test
    void aFlaggedPromptIsVoidAndReachesNoBackend() {
        TestReader reader = reads(STREAM);

        judge.next().answers(verdict(false, true));

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void aClientThatLeavesIsNotJudgedAnyMore() {
        LiveRound round = begins(wish(1, CHAT));
        TestReader reader = reads(round);
        TestBackend.Call question = judge.next();

        round.detach(reader);

        question.awaitEndOfConnection();
        Eventually.holds(
                "the round is void", () -> rounds.inFlight(client.address(), 1).isEmpty());
        assertThat(backend.waiting()).isZero();
        isSettled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "no JSON", "{\"results\":[]}"})
    void whatIsNoVerdictVoidsTheRound(String answer) {
        TestReader reader = reads(CHAT);

        judge.next().answers(answer);

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    @Test
    void aJudgeThatIsNotThereVoidsTheRoundUnlessItFailsOpen() {
        judgedBy(URI.create("http://127.0.0.1:1"), LONG, false);
        assertThat(isVoid(reads(CHAT)).code()).isEqualTo(ErrorCode.BACKEND_ERROR);

        judgedBy(URI.create("http://127.0.0.1:1"), LONG, true);
        TestReader reader = reads(begins(wish(2, CHAT)));
        backend.next().answers(TestBackend.completion("Hello", 4, 1));
        billed(reader);
    }

    @Test
    void aJudgeThatIsSilentIsWaitedForNoLongerThanItsTimeout() {
        judgedBy(judge.url(), Duration.ofMillis(300), false);

        assertThat(isVoid(reads(CHAT)).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    /** Else whoever makes a judge choke would be served. */
    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void aPromptThatTheJudgeDoesNotTakeIsRefusedAlsoWhereItFailsOpen(int status) {
        judgedBy(judge.url(), LONG, true);
        TestReader reader = reads(CHAT);

        judge.next().answers(status, "application/json", "{}");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
        assertThat(backend.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 429, 500})
    void aJudgeThatDoesNotWorkSaysNothingOfThePrompt(int status) {
        judgedBy(judge.url(), LONG, true);
        TestReader reader = reads(CHAT);

        judge.next().answers(status, "application/json", "{}");
        backend.next().answers(TestBackend.completion("Hello", 4, 1));

        billed(reader);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,2,3]", "[[1,2],[3]]", "[\"a\",7]"})
    void aPromptOfTokenNumbersCannotBeJudged(String prompt) {
        judgedBy(judge.url(), LONG, true);
        TestReader reader =
                reads(begins(wish(1, "{\"model\":\"" + Offer.MODEL + "\",\"max_tokens\":5,\"prompt\":" + prompt + "}")
                        .endpoint(InferenceEndpoint.COMPLETIONS)));

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
        assertThat(judge.waiting()).isZero();
        assertThat(backend.waiting()).isZero();
    }

    @Test
    void aVerdictWithoutEndIsNotKept() {
        TestReader reader = reads(CHAT);

        judge.next().answers("{\"results\":[{\"flagged\":false}],\"more\":\"" + "x".repeat(2_000_000) + "\"}");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    /** Each byte comes in time and the whole never does. */
    @Test
    void aJudgeThatDripsIsWaitedForNoLongerThanItsTimeout() {
        judgedBy(judge.url(), Duration.ofMillis(500), false);
        TestReader reader = reads(CHAT);
        TestBackend.Call question = judge.next().beginsStream();
        long drip = vertx.setPeriodic(100, tick -> question.sends(" "));

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
        vertx.cancelTimer(drip);
    }
}
