package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendProfile;
import io.deopenchat.gateway.backend.Tokenizer;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family of calls but chats, from the signed body to the bill. */
class SurfaceRoundsTest extends RoundsFixture {
    private static final String MODEL = "\"model\":\"" + Offer.MODEL + "\"";
    private static final String RESPONSE = "{" + MODEL + ",\"input\":\"Hello there\",\"max_output_tokens\":50}";
    private static final String RESPONSE_STREAM =
            "{" + MODEL + ",\"input\":\"Hello there\",\"max_output_tokens\":50,\"stream\":true}";
    private static final String MESSAGE =
            "{" + MODEL + ",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";
    private static final String MESSAGE_STREAM = MESSAGE.replace("{" + MODEL, "{\"stream\":true," + MODEL);
    private static final String SPEECH = "{" + MODEL + ",\"input\":\"Hello there\",\"voice\":\"v\"}";
    private static final String IMAGE = "{" + MODEL + ",\"prompt\":\"Hello there\",\"n\":1}";

    private static final String SOUND = "RIFF\u0000\u0001\r\n\r\n--not-b7";

    /** "Hello there" with o200k. */
    private static final long TWO = 2;

    private static String form(String more) {
        return part("model", Offer.MODEL) + more
                + "--b7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                + "Content-Type: audio/wav\r\n\r\n" + SOUND + "\r\n--b7--\r\n";
    }

    private static String part(String name, String value) {
        return "--b7\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    SurfaceRoundsTest(@TempDir Path directory) {
        super(directory);
    }

    private TestReader calls(InferenceEndpoint endpoint, String body) {
        return reads(begins(wish(1, body).endpoint(endpoint).maxCost(20_000)));
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    /** The same model under another name, by a backend that counts tokens. */
    private void renames(@Nullable Tokenizer tokenizer) {
        connectWith(
                new BackendPlan(
                        List.of(new BackendProfile(
                                "only", backend.config(), Map.of(Offer.MODEL, "tiny"), 8, 1, tokenizer)),
                        1,
                        Duration.ofMinutes(5)),
                KeepAlive.DEFAULT);
    }

    // responses

    @Test
    void aResponseIsBilledByItsUsage() {
        TestReader reader = calls(InferenceEndpoint.RESPONSES, RESPONSE);
        TestBackend.Call call = backend.next();
        assertThat(call.path()).isEqualTo("/v1/responses");
        assertThat(call.body().toString()).isEqualTo(RESPONSE);
        call.answers("{\"output\":[{\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]}],"
                + "\"error\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 7, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete"})
    void aStreamedResponseIsOverWithItsLastEvent(String how) {
        TestReader reader = calls(InferenceEndpoint.RESPONSES, RESPONSE_STREAM);
        TestBackend.Call call = backend.next().beginsStream();
        assertThat(call.body().toString())
                .as("no stream options, which this call does not have")
                .isEqualTo(RESPONSE_STREAM);
        String log = event("response.created", "{\"type\":\"response.created\",\"response\":{\"usage\":null}}")
                + event("response.output_text.delta", "{\"type\":\"response.output_text.delta\",\"delta\":\"Hello\"}")
                + event(
                        "response." + how,
                        "{\"type\":\"response." + how
                                + "\",\"response\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}}");
        call.sends(log).sends("data: [DONE]\n\n");

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.COMPLETE, 7, 3);
        assertThat(round.log().toString()).isEqualTo(log);
    }

    @Test
    void aResponseThatFailsInTheMiddleIsCutOff() {
        TestReader reader = calls(InferenceEndpoint.RESPONSES, RESPONSE_STREAM);
        backend.next()
                .beginsStream()
                .sends(event(
                        "response.output_text.delta", "{\"type\":\"response.output_text.delta\",\"delta\":\"Hello\"}"))
                .sends(event("response.failed", "{\"type\":\"response.failed\",\"response\":{\"error\":{}}}"));

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.CUT_OFF_BY_BACKEND, 2, 1);
        assertThat(round.log().toString()).endsWith("{\"error\":{}}}\n\n");
    }

    @Test
    void aResponseWithoutAnEndIsCutOffWithAnErrorThatItsClientsKnow() {
        TestReader reader = calls(InferenceEndpoint.RESPONSES, RESPONSE_STREAM);
        backend.next()
                .beginsStream()
                .sends(event(
                        "response.output_text.delta", "{\"type\":\"response.output_text.delta\",\"delta\":\"Hello\"}"))
                .ends();

        assertThat(billed(reader).log().toString()).contains("event: error\ndata: {\"type\":\"error\"");
    }

    @Test
    void theLimitOfAResponseHasItsOwnName() {
        TestReader reader =
                calls(InferenceEndpoint.RESPONSES, "{" + MODEL + ",\"input\":\"Hello there\",\"top_k\":7.50}");
        TestBackend.Call call = backend.next();
        assertThat(call.body().toString())
                .isEqualTo("{\"max_output_tokens\":4096," + MODEL + ",\"input\":\"Hello there\",\"top_k\":7.50}");
        call.answers("{\"output\":[],\"usage\":{\"input_tokens\":7,\"output_tokens\":0}}");

        billed(reader);
    }

    // messages

    @Test
    void aMessageIsBilledWithWhatWasCached() {
        TestReader reader = calls(InferenceEndpoint.MESSAGES, MESSAGE);
        TestBackend.Call call = backend.next();
        assertThat(call.path()).isEqualTo("/v1/messages");
        assertThat(call.body().toString()).isEqualTo(MESSAGE);
        call.answers("{\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"usage\":{\"input_tokens\":3,"
                + "\"cache_read_input_tokens\":9,\"cache_creation_input_tokens\":1,\"output_tokens\":2}}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 13, 2);
    }

    private static final String MESSAGE_START = event(
            "message_start",
            "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}");
    private static final String MESSAGE_TEXT = event(
            "content_block_delta",
            "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello there\"}}");

    @Test
    void aStreamedMessageIsBilledByTheUsageOfItsBeginningAndOfItsEnd() {
        TestReader reader = calls(InferenceEndpoint.MESSAGES, MESSAGE_STREAM);
        String log = MESSAGE_START
                + event("ping", "{\"type\":\"ping\"}")
                + MESSAGE_TEXT
                + event("message_delta", "{\"type\":\"message_delta\",\"usage\":{\"output_tokens\":4}}")
                + event("message_stop", "{\"type\":\"message_stop\"}");
        backend.next().beginsStream().sends(log);

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.COMPLETE, 7, 4);
        assertThat(round.log().toString()).isEqualTo(log);
    }

    @Test
    void aMessageThatBreaksIsBilledForWhatWasReadAndForTheTextThatArrived() {
        TestReader reader = calls(InferenceEndpoint.MESSAGES, MESSAGE_STREAM);
        backend.next().beginsStream().sends(MESSAGE_START).sends(MESSAGE_TEXT).breaks();

        FinishedRound round = billed(reader);

        isBilled(round, RoundStatus.CUT_OFF_BY_BACKEND, 7, TWO);
        assertThat(round.log().toString()).contains("event: error\ndata: {\"type\":\"error\",\"error\":{");
    }

    @Test
    void aStreamThatBeginsWithANamedErrorIsVoid() {
        TestReader reader = calls(InferenceEndpoint.MESSAGES, MESSAGE_STREAM);
        backend.next().beginsStream().sends(event("error", "{\"message\":\"overloaded\"}"));

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    @Test
    void countingTokensCostsTheRequestAlone() {
        TestReader reader = calls(InferenceEndpoint.COUNT_TOKENS, "{" + MODEL + ",\"messages\":[]}");
        TestBackend.Call call = backend.next();
        assertThat(call.path()).isEqualTo("/v1/messages/count_tokens");
        call.answers("{\"input_tokens\":4711}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 0, 0);
    }

    // audio

    @ParameterizedTest
    @EnumSource(names = {"TRANSCRIPTIONS", "TRANSLATIONS"})
    void aFormReachesTheBackendByteForByteWithItsBoundary(InferenceEndpoint endpoint) {
        String form = form(part("response_format", "text"));
        TestReader reader = calls(endpoint, form);
        TestBackend.Call call = backend.next();
        assertThat(call.path()).isEqualTo(endpoint.path());
        assertThat(call.headers().get("content-type")).isEqualTo("multipart/form-data; boundary=b7");
        assertThat(call.body().toString()).isEqualTo(form);
        call.answers(200, "text/plain; charset=utf-8", "Hello there");

        FinishedRound round = billed(reader);

        assertThat(round.contentType()).isEqualTo("text/plain; charset=utf-8");
        isBilled(round, RoundStatus.COMPLETE, Offer.LIMITS.mediaAllowance(), TWO);
    }

    @Test
    void aTranscriptIsBilledByItsUsageIfThatIsInTokens() {
        TestReader reader = calls(InferenceEndpoint.TRANSCRIPTIONS, form(""));
        backend.next()
                .answers(
                        "{\"text\":\"Hello there\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":9,\"output_tokens\":4}}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 9, 4);
    }

    @Test
    void aStreamedTranscriptIsOverWithItsLastEvent() {
        TestReader reader = calls(InferenceEndpoint.TRANSCRIPTIONS, form(part("stream", "true")));
        backend.next()
                .beginsStream()
                .event("{\"type\":\"transcript.text.delta\",\"delta\":\"Hello\"}")
                .event("{\"type\":\"transcript.text.delta\",\"delta\":\" there\"}")
                .event("{\"type\":\"transcript.text.done\",\"text\":\"Hello there\","
                        + "\"usage\":{\"input_tokens\":9,\"output_tokens\":4}}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 9, 4);
    }

    @Test
    void aModelIsRenamedInAForm() {
        renames(null);
        TestReader reader = calls(InferenceEndpoint.TRANSCRIPTIONS, form(""));
        TestBackend.Call call = backend.next();
        assertThat(call.body().toString())
                .isEqualTo(form("").replace(part("model", Offer.MODEL), part("model", "tiny")));
        call.answers("{\"text\":\"\"}");

        billed(reader);
    }

    @Test
    void aSoundComesByteForByteAndIsBilledForItsTextAlone() {
        TestReader reader = calls(InferenceEndpoint.SPEECH, SPEECH);
        TestBackend.Call call = backend.next();
        assertThat(call.body().toString()).isEqualTo(SPEECH);
        byte[] sound = new byte[70_000];
        new Random(5).nextBytes(sound);
        call.response().putHeader("content-type", "audio/mpeg").end(Buffer.buffer(sound));

        FinishedRound round = billed(reader);

        assertThat(round.contentType()).isEqualTo("audio/mpeg");
        assertThat(round.log().getBytes()).isEqualTo(sound);
        isBilled(round, RoundStatus.COMPLETE, TWO, 0);
    }

    @Test
    void aStreamedSoundMayHaveMoreEventsThanTokens() {
        TestReader reader =
                calls(InferenceEndpoint.SPEECH, "{" + MODEL + ",\"input\":\"Hello there\",\"stream_format\":\"sse\"}");
        backend.next()
                .beginsStream()
                .sends("data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\n".repeat(3_000))
                .event("{\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":4,\"output_tokens\":900}}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 4, 16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html"})
    void aSoundThatIsNoneIsVoid(String type) {
        TestReader reader = calls(InferenceEndpoint.SPEECH, SPEECH);
        backend.next().answers(200, type, "{}");

        assertThat(isVoid(reader).code()).isEqualTo(ErrorCode.BACKEND_ERROR);
    }

    @Test
    void anAnswerWithoutBytesIsVoid() {
        TestReader reader = calls(InferenceEndpoint.SPEECH, SPEECH);
        backend.next().answers(200, "audio/mpeg", "");

        assertThat(isVoid(reader).message()).contains("sent nothing");
    }

    /** Nobody gets a stream for nothing by what makes it hard to measure. */
    @Test
    void aRoundWhosePromptCannotBeCountedHasAReceipt() {
        renames(Tokenizer.VLLM);
        String form = form(part("prompt", "Hello there") + part("stream", "true"));
        TestReader reader = calls(InferenceEndpoint.TRANSCRIPTIONS, form);
        backend.next()
                .beginsStream()
                .sends("data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hello\"}\n\n")
                .sends("data: {\"type\":\"transcript.text.done\"}\n\n")
                .ends();
        backend.next().answers("{\"count\":9223372036854775807}");
        backend.next().answers("{\"count\":1}");

        Receipt receipt = billed(reader).receipt().receipt();

        assertThat(receipt.usage().completionTokens()).isEqualTo(5 + 16);
        assertThat(receipt.usage().promptTokens()).isGreaterThan(Offer.LIMITS.promptAllowance());
    }

    @Test
    void imagesAreBilledForTheirPromptAndForWhatIsAllowed() {
        TestReader reader = calls(InferenceEndpoint.IMAGES, IMAGE);
        TestBackend.Call call = backend.next();
        assertThat(call.body().toString()).isEqualTo(IMAGE);
        call.answers("{\"data\":[{\"b64_json\":\"AAAA\"},{\"url\":\"https://..\"}],"
                + "\"usage\":{\"input_tokens\":8,\"output_tokens\":4000}}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 8, 16);
    }

    @Test
    void imagesWithoutUsageAreBilledForTheirPrompt() {
        TestReader reader = calls(InferenceEndpoint.IMAGES, IMAGE);
        backend.next().answers("{\"data\":[{\"b64_json\":\"AAAA\"}]}");

        isBilled(billed(reader), RoundStatus.COMPLETE, TWO, 0);
    }

    // the tokenizer of a backend

    @ParameterizedTest
    @EnumSource(Tokenizer.class)
    void aBackendThatReportsNothingIsAskedForItsCounts(Tokenizer tokenizer) {
        renames(tokenizer);
        TestReader reader = reads(CHAT);
        backend.next().answers("{\"choices\":[{\"message\":{\"content\":\"Hello world\"}}]}");
        TestBackend.Call prompt = backend.next();
        assertThat(prompt.path()).isEqualTo("/tokenize");
        assertThat(prompt.body().toString()).contains("Hello there");
        prompt.answers("{\"count\":3,\"tokens\":[1,2,3]}");
        TestBackend.Call text = backend.next();
        assertThat(text.body().toString())
                .contains("\"Hello world\"")
                .contains(tokenizer == Tokenizer.VLLM ? "\"model\":\"tiny\"" : "\"content\"");
        text.answers("{\"count\":5,\"tokens\":[1,2,3,4,5]}");

        isBilled(billed(reader), RoundStatus.COMPLETE, 3 + 4, 5);
    }

    @Test
    void aBackendThatReportsIsNotAsked() {
        renames(Tokenizer.VLLM);
        TestReader reader = reads(CHAT);
        backend.next().answers(TestBackend.completion("Hello", 7, 1));

        isBilled(billed(reader), RoundStatus.COMPLETE, 7, 1);
        assertThat(backend.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "no JSON", "{\"count\":-1}", "{\"count\":\"7\"}"})
    void aCountThatIsNoneIsEstimated(String answer) {
        renames(Tokenizer.VLLM);
        TestReader reader = reads(CHAT);
        backend.next().answers("{\"choices\":[{\"message\":{\"content\":\"Hello world\"}}]}");
        backend.next().answers(answer);

        isBilled(billed(reader), RoundStatus.COMPLETE, PROMPT_TOKENS, 2);
    }

    @Test
    void aBackendThatDoesNotCountInTimeHoldsNoBillUp() {
        renames(Tokenizer.LLAMA_CPP);
        TestReader reader = reads(CHAT);
        backend.next().answers("{\"choices\":[{\"message\":{\"content\":\"Hello world\"}}]}");
        backend.next();

        isBilled(billed(reader), RoundStatus.COMPLETE, PROMPT_TOKENS, 2);
    }
}
