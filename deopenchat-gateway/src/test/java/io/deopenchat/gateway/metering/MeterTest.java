package io.deopenchat.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.metering.Meter.FrameKind;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.money.Usage;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ModelLimits;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeterTest {
    private static final ModelLimits LIMITS = new ModelLimits(1_000, 10, 100, 0);
    private static final String PROMPT =
            "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]";
    private static final String CHAT = "{" + PROMPT + "}";
    private static final String STREAM = "{" + PROMPT + ",\"stream\":true}";
    private static final String STREAM_WITH_USAGE =
            "{" + PROMPT + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}";
    private static final Usage HUGE = new Usage(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final long PROMPT_TOKENS = TokenEstimateTest.ofPrompt(bytes(CHAT));

    private static Meter meter(String body) {
        return meter(InferenceEndpoint.CHAT_COMPLETIONS, body);
    }

    private static Meter meter(InferenceEndpoint endpoint, String body) {
        return new Meter(InferenceCall.parse(endpoint, bytes(body)), LIMITS, bytes(body));
    }

    private static FrameKind sees(Meter meter, String data) {
        return meter.see(frame("data: " + data + "\n\n"));
    }

    private static SseFrame frame(String text) {
        return new SseFramer(Integer.MAX_VALUE).feed(Buffer.buffer(text)).getFirst();
    }

    private static String usageChunk(String usage) {
        return "{\"choices\":[],\"usage\":" + usage + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Long enough that the response's bytes bound nothing. */
    private static byte[] longLog() {
        return bytes(("data: " + DELTA + "\n\n").repeat(100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "7",
                "\"12\"",
                "{\"prompt_tokens\":null,\"completion_tokens\":5}",
                "{\"prompt_tokens\":-1,\"completion_tokens\":5}",
                "{\"prompt_tokens\":\"7\",\"completion_tokens\":5}",
                "{\"prompt_tokens\":7.0,\"completion_tokens\":5}",
                "{\"prompt_tokens\":7.5,\"completion_tokens\":5}",
                "{\"prompt_tokens\":1e2,\"completion_tokens\":5}",
                "{\"prompt_tokens\":true,\"completion_tokens\":5}",
                "{\"prompt_tokens\":[7],\"completion_tokens\":5}",
                "{\"prompt_tokens\":9223372036854775808,\"completion_tokens\":5}",
                "{\"prompt_tokens\":-9223372036854775809,\"completion_tokens\":5}",
                "{\"prompt_tokens\":1e400,\"completion_tokens\":5}",
                "{\"completion_tokens\":5}",
            })
    void usageThatIsNoneSaysNothing(String usage) {
        String answer =
                "{\"choices\":[{\"message\":{\"content\":\"Hello\"}}],\"usage\":" + usage + "}" + " ".repeat(50);

        Measured measured = meter(CHAT).ofAnswer(bytes(answer));

        assertThat(measured).isEqualTo(new Measured(new Usage(PROMPT_TOKENS, 1), UsageSource.TOKENIZER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "null", "\"5\"", "5.0", "9223372036854775808", "{}", "[5]", "false"})
    void aCompletionCountThatIsNoneIsNotBilled(String count) {
        String answer = "{\"choices\":[{\"message\":{\"content\":\"Hello\"}}],"
                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":" + count + "}}";

        assertThat(meter(CHAT).ofAnswer(bytes(answer)))
                .isEqualTo(new Measured(new Usage(7, 0), UsageSource.BACKEND_FINAL));
    }

    @Test
    void hugeCountsAreCutToWhatTheDeliveredTextAllows() {
        byte[] answer = bytes(
                "{\"usage\":{\"prompt_tokens\":9223372036854775807," + "\"completion_tokens\":9223372036854775807}}");

        Usage usage = meter(CHAT).ofAnswer(answer).usage();

        assertThat(usage.promptTokens()).isEqualTo(CHAT.length() + LIMITS.promptAllowance());
        assertThat(usage.completionTokens()).as("no text was delivered").isEqualTo(16);
    }

    @Test
    void hugeCountsAreCutToTheLimitOfTheCall() {
        String body = "{" + PROMPT + ",\"max_tokens\":3,\"n\":2}";

        Usage usage = meter(body).ofPartOfStream(longLog(), Optional.of(HUGE)).usage();

        assertThat(usage.completionTokens()).isEqualTo(6);
    }

    @Test
    void anEstimateIsCutToTheLimitOfTheCallToo() {
        String body = "{" + PROMPT + ",\"max_tokens\":3}";

        assertThat(meter(body).ofPartOfStream(longLog(), Optional.empty()))
                .isEqualTo(new Measured(new Usage(PROMPT_TOKENS, 3), UsageSource.TOKENIZER));
    }

    @Test
    void embeddingsAreBilledForTheirInputOnly() {
        String body = "{\"model\":\"m\",\"input\":\"Hello there\"}";
        byte[] answer =
                bytes("{\"data\":[],\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2,\"completion_tokens\":9}}");

        assertThat(meter(InferenceEndpoint.EMBEDDINGS, body).ofAnswer(answer).usage())
                .isEqualTo(new Usage(2, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"total_tokens\":9}", "{\"prompt_tokens\":9,\"total_tokens\":9}"})
    void rankingsAreBilledForTheirInputHoweverItIsReported(String usage) {
        String body = "{\"model\":\"m\",\"query\":\"Hello\",\"documents\":[\"there\",\"here\"]}";
        byte[] answer = bytes("{\"results\":[{\"index\":1,\"relevance_score\":0.5}],\"usage\":" + usage + "}");

        assertThat(meter(InferenceEndpoint.RERANK, body).ofAnswer(answer))
                .isEqualTo(new Measured(new Usage(9, 0), UsageSource.BACKEND_FINAL));
    }

    @Test
    void rankingsThatReportNothingAreCounted() {
        String body = "{\"model\":\"m\",\"query\":\"Hello\",\"documents\":[\"there\",{\"text\":\"here\"}]}";

        Measured measured = meter(InferenceEndpoint.RERANK, body).ofAnswer(bytes("{\"results\":[]}"));

        assertThat(measured.source()).isEqualTo(UsageSource.TOKENIZER);
        assertThat(measured.usage().promptTokens()).isBetween(8L, 11L);
        assertThat(measured.usage().completionTokens()).isZero();
    }

    @Test
    void aTotalAloneIsNoUsageOfACompletion() {
        byte[] answer = bytes("{\"choices\":[{\"message\":{\"content\":\"Hello\"}}],\"usage\":{\"total_tokens\":999}}");

        assertThat(meter(CHAT).ofAnswer(answer).source()).isEqualTo(UsageSource.TOKENIZER);
    }

    @Test
    void theFinalUsageOfAnAnswerIsBilled() {
        byte[] answer = bytes("{\"choices\":[{\"message\":{\"content\":\"Hello\"}}],"
                + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5,\"total_tokens\":999}}");

        assertThat(meter(CHAT).ofAnswer(answer)).isEqualTo(new Measured(new Usage(11, 5), UsageSource.BACKEND_FINAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON at all", "<html>Bad gateway</html>", "[]", "{\"a\":1,\"a\":2}"})
    void anAnswerThatIsNoJsonIsBilledForNoCompletion(String answer) {
        assertThat(meter(CHAT).ofAnswer(bytes(answer)))
                .isEqualTo(new Measured(new Usage(PROMPT_TOKENS, 0), UsageSource.TOKENIZER));
    }

    /** Each token of a completion brings some hundred numbers, if a call asks for them. */
    @Test
    void probabilitiesHideNoUsage() {
        String probability = "{\"token\":\"a\",\"logprob\":-0.5,\"bytes\":[97]}";
        String content = "[" + String.join(",", Collections.nCopies(300_000, probability)) + "]";
        byte[] answer = bytes("{\"choices\":[{\"message\":{\"content\":\"" + "a".repeat(900)
                + "\"},\"logprobs\":{\"content\":" + content
                + "}}],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":900}}");

        assertThat(meter(CHAT).ofAnswer(answer)).isEqualTo(new Measured(new Usage(11, 900), UsageSource.BACKEND_FINAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "1001"})
    void aNumberWithManyDigitsIsNotForNothing(int digits) {
        byte[] answer = bytes("{\"content\":[{\"type\":\"tool_use\",\"name\":\"add\",\"input\":{\"a\":"
                + "7".repeat(digits) + "}}],\"usage\":{\"input_tokens\":11,\"output_tokens\":90}}");
        String body = "{\"model\":\"m\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

        assertThat(meter(InferenceEndpoint.MESSAGES, body)
                        .ofAnswer(answer)
                        .usage()
                        .completionTokens())
                .isGreaterThanOrEqualTo(90);
    }

    @Test
    void anAnswerThatIsTooDeepCountsWhole() {
        byte[] answer = bytes("{\"choices\":[{\"message\":{\"content\":\"Hello\"}}],\"x\":" + "[".repeat(1_001)
                + "]".repeat(1_001) + ",\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5}}");

        Measured measured = meter(CHAT).ofAnswer(answer);

        assertThat(measured.source()).isEqualTo(UsageSource.TOKENIZER);
        assertThat(measured.usage().completionTokens()).isGreaterThan(100);
    }

    @Test
    void aUsageThatStandsDeepIsSeen() {
        String deep = "[".repeat(300) + "]".repeat(300);
        Meter meter = meter(InferenceEndpoint.RESPONSES, "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true}");
        String done = "{\"type\":\"response.completed\",\"response\":{\"tools\":" + deep
                + ",\"usage\":{\"input_tokens\":7,\"output_tokens\":9}}}";

        assertThat(sees(meter, done)).isEqualTo(FrameKind.DONE);
        assertThat(meter.ofWholeStream(longLog()).usage().promptTokens()).isEqualTo(7);
    }

    /** Some servers report with each chunk what that choice alone has so far. */
    @Test
    void withSeveralChoicesTheUsageOfOneIsNotThatOfAll() {
        Meter meter = meter("{" + PROMPT + ",\"stream\":true,\"n\":4}");
        StringBuilder log = new StringBuilder();
        for (int token = 1; token <= 50; token++) {
            for (int choice = 0; choice < 4; choice++) {
                String chunk = "{\"choices\":[{\"index\":" + choice + ",\"delta\":{\"content\":\" Harz\"}}],\"usage\":"
                        + "{\"prompt_tokens\":11,\"completion_tokens\":" + token + "}}";
                sees(meter, chunk);
                log.append("data: ").append(chunk).append("\n\n");
            }
        }

        assertThat(meter.running()).isEmpty();
        assertThat(meter.ofPartOfStream(bytes(log.toString()), meter.running())
                        .usage()
                        .completionTokens())
                .isGreaterThanOrEqualTo(200);
    }

    @Test
    void aQueryIsReadWithEveryDocument() {
        String query = "word ".repeat(6_000);
        String documents = String.join(",", Collections.nCopies(1_000, "\"a\""));
        String body = "{\"model\":\"m\",\"query\":\"" + query + "\",\"documents\":[" + documents + "]}";
        byte[] answer = bytes("{\"results\":[],\"usage\":{\"total_tokens\":6001000}}");

        assertThat(meter(InferenceEndpoint.RERANK, body)
                        .ofAnswer(answer)
                        .usage()
                        .promptTokens())
                .isEqualTo(6_001_000);
        assertThat(meter(InferenceEndpoint.RERANK, body)
                        .ofAnswer(bytes("{\"results\":[]}"))
                        .usage()
                        .promptTokens())
                .isBetween(6_000_000L, 6_100_000L);
    }

    @Test
    void aCallWithoutAnAnswerIsBilledForItsPrompt() {
        assertThat(meter(CHAT).ofPromptAlone())
                .isEqualTo(new Measured(new Usage(PROMPT_TOKENS, 0), UsageSource.TOKENIZER));
    }

    @Test
    void theFinalUsageOfAStreamIsBilled() {
        Meter meter = meter(STREAM);
        sees(meter, DELTA);
        sees(meter, usageChunk("{\"prompt_tokens\":11,\"completion_tokens\":5}"));

        assertThat(meter.ofWholeStream(longLog())).isEqualTo(new Measured(new Usage(11, 5), UsageSource.BACKEND_FINAL));
    }

    @Test
    void theNewestRunningUsageIsTheOneThatCounts() {
        Meter meter = meter(STREAM);
        for (int tokens = 1; tokens <= 3; tokens++) {
            sees(
                    meter,
                    "{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}],\"usage\":{\"prompt_tokens\":11,"
                            + "\"completion_tokens\":" + tokens + "}}");
        }

        assertThat(meter.running()).contains(new Usage(11, 3));
        assertThat(meter.ofPartOfStream(longLog(), meter.running()))
                .isEqualTo(new Measured(new Usage(11, 3), UsageSource.BACKEND_RUNNING));
    }

    @Test
    void aPartOfAStreamIsBilledForWhatWasRunningWhenItWasSentAndNotLater() {
        Meter meter = meter(STREAM);
        sees(meter, usageChunk("{\"prompt_tokens\":11,\"completion_tokens\":500}"));

        assertThat(meter.ofPartOfStream(longLog(), Optional.of(new Usage(11, 2)))
                        .usage())
                .isEqualTo(new Usage(11, 2));
    }

    @Test
    void withoutUsageTheTextOfAStreamIsCounted() {
        byte[] log = bytes("data: " + DELTA + "\n\n: keepalive\n\ndata: " + DELTA + "\n\ndata: [DONE]\n\n");

        assertThat(meter(STREAM).ofWholeStream(log))
                .isEqualTo(new Measured(new Usage(PROMPT_TOKENS, 2), UsageSource.TOKENIZER));
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, STREAM_WITH_USAGE})
    void contentStaysWhetherItCarriesUsageOrNot(String body) {
        Meter meter = meter(body);

        assertThat(sees(meter, DELTA)).isEqualTo(FrameKind.CONTENT);
        assertThat(
                        sees(
                                meter,
                                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}"))
                .isEqualTo(FrameKind.CONTENT);
        assertThat(sees(meter, "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}"))
                .isEqualTo(FrameKind.CONTENT);
        assertThat(sees(meter, "{\"choices\":[{\"delta\":{\"content\":\"say \\\"usage\\\" and \\\"error\\\"\"}}]}"))
                .isEqualTo(FrameKind.CONTENT);
        assertThat(sees(meter, "{\"choices\":[{\"delta\":{}}],\"error\":null}")).isEqualTo(FrameKind.CONTENT);
        assertThat(sees(meter, "not JSON, but \"usage\"")).isEqualTo(FrameKind.CONTENT);
        assertThat(sees(meter, "")).isEqualTo(FrameKind.CONTENT);
        assertThat(meter.see(frame(": keepalive\n\n"))).isEqualTo(FrameKind.CONTENT);
        assertThat(meter.see(frame("event: ping\n\n"))).isEqualTo(FrameKind.CONTENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt_tokens\":11,\"completion_tokens\":5}",
                "{\"prompt_tokens\":-11,\"completion_tokens\":5}",
                "{\"prompt_tokens\":\"11\"}",
                "{}"
            })
    void theUsageChunkThatNobodyAskedForIsLeftOutWhateverItSays(String usage) {
        assertThat(sees(meter(STREAM), usageChunk(usage))).isEqualTo(FrameKind.UNWANTED);
        assertThat(sees(meter(STREAM), "{\"usage\":" + usage + "}")).isEqualTo(FrameKind.UNWANTED);
        assertThat(sees(meter(STREAM), "{\"choices\":null,\"usage\":" + usage + "}"))
                .isEqualTo(FrameKind.UNWANTED);
    }

    @Test
    void theUsageChunkThatWasAskedForStays() {
        Meter meter = meter(STREAM_WITH_USAGE);

        assertThat(sees(meter, usageChunk("{\"prompt_tokens\":11,\"completion_tokens\":5}")))
                .isEqualTo(FrameKind.CONTENT);
        assertThat(meter.running()).contains(new Usage(11, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"out of memory\"}}",
                "{\"error\":\"out of memory\"}",
                "{\"choices\":[],\"error\":{},\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}"
            })
    void anErrorIsAnErrorAndItsUsageIsNotBelieved(String data) {
        Meter meter = meter(STREAM);

        assertThat(sees(meter, data)).isEqualTo(FrameKind.ERROR);
        assertThat(meter.running()).isEmpty();
    }

    @Test
    void theEndIsTheEnd() {
        assertThat(sees(meter(STREAM), "[DONE]")).isEqualTo(FrameKind.DONE);
    }

    /** Nothing is free because it could not be counted, and nothing costs more than a bridge accepts. */
    @Test
    void whatCannotBeMeasuredIsBilledByWhatItsBytesAllow() {
        Meter meter = new Meter(
                InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, bytes(STREAM)), LIMITS, bytes(STREAM), text -> {
                    throw new IllegalStateException("a bug");
                });
        byte[] log = bytes("data: " + DELTA + "\n\n");
        long prompt = STREAM.length() + LIMITS.promptAllowance();

        assertThat(meter.ofPartOfStream(log, Optional.empty()).usage()).isEqualTo(new Usage(prompt, 5 + 16));
        assertThat(meter.ofWholeStream(log).usage()).isEqualTo(new Usage(prompt, 5 + 16));
        assertThat(meter.ofAnswer(bytes("{\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}"))
                        .usage())
                .isEqualTo(new Usage(prompt, 5 + 16));
        assertThat(meter.ofPromptAlone().usage()).isEqualTo(new Usage(prompt, 16));
    }
}
