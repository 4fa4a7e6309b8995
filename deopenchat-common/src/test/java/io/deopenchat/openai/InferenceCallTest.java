package io.deopenchat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.protocol.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceCallTest {
    private static final List<String> NO_TEXT = List.of("1", "true", "[]", "{}", "[\"gpt\"]", "\"\"", "null");
    private static final List<String> NO_FLAG = List.of("1", "0", "\"true\"", "[]", "{}", "[true]");
    private static final List<String> NO_OBJECT = List.of("1", "true", "\"{}\"", "[]", "[{}]");
    private static final List<String> NO_WHOLE_NUMBER = List.of(
            "-1",
            "-9223372036854775808",
            "1.0",
            "1.5",
            "1e3",
            "1E2",
            "\"5\"",
            "true",
            "[]",
            "[5]",
            "{}",
            "1000000001",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551617",
            "4294967301",
            "100000000000000000000000000000001");
    private static final List<String> NO_COUNT = List.of("0", "129", "128.0", "4294967297");

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                        wrong("model", NO_TEXT),
                        wrong("stream", NO_FLAG),
                        wrong("stream_options", NO_OBJECT),
                        wrong("max_tokens", NO_WHOLE_NUMBER),
                        wrong("max_completion_tokens", NO_WHOLE_NUMBER),
                        wrong("n", NO_WHOLE_NUMBER),
                        wrong("n", NO_COUNT),
                        wrong("max_tokens", List.of("0")),
                        wrong("max_completion_tokens", List.of("0")),
                        wrong("best_of", NO_WHOLE_NUMBER),
                        wrong("best_of", NO_COUNT))
                .flatMap(each -> each);
    }

    private static Stream<Arguments> wrong(String member, List<String> values) {
        return values.stream().map(value -> Arguments.of(member, value));
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void refusesWrongTypesAndNamesTheParameter(String member, String value) {
        String body = member.equals("model")
                ? "{\"model\":" + value + "}"
                : "{\"model\":\"m\",\"" + member + "\":" + value + "}";

        assertThatThrownBy(() -> chat(body))
                .isInstanceOfSatisfying(
                        MalformedMessage.class,
                        malformed -> assertThat(malformed.param()).contains(member));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"true\"", "[]", "{}"})
    void refusesAWrongTypeInsideTheStreamOptions(String value) {
        assertThatThrownBy(() -> chat("{\"model\":\"m\",\"stream_options\":{\"include_usage\":" + value + "}}"))
                .isInstanceOfSatisfying(
                        MalformedMessage.class,
                        malformed -> assertThat(malformed.param()).contains("stream_options.include_usage"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "\"model\"", "{\"model\":\"m\"", "{\"model\":\"m\"}{}", "{}"})
    void refusesWhatIsNoCall(String body) {
        assertThatThrownBy(() -> chat(body)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"max_tokens\":1,\"max_tokens\":1000}",
                "{\"model\":\"m\",\"n\":1,\"\\u006e\":100}",
                "{\"model\":\"cheap\",\"model\":\"dear\"}"
            })
    void refusesWhatTwoReadersWouldReadDifferently(String body) {
        assertThatThrownBy(() -> chat(body)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @EnumSource(InferenceEndpoint.class)
    void needsNothingButAModel(InferenceEndpoint endpoint) {
        InferenceCall call = parse(endpoint, "{\"model\":\"m\"}");

        assertThat(call).isEqualTo(new InferenceCall(endpoint, "m", false, false, OptionalLong.empty(), 1, 0, 13));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"max_tokens\":1,\"MAX_TOKENS\":4096}",
                "{\"model\":\"m\",\"Model\":\"dearer\"}",
                "{\"model\":\"m\",\"me\u017f\u017fages\":[]}",
                "{\"model\":\"m\",\"stream_options\":{\"Include_Usage\":true}}"
            })
    void refusesAnotherSpellingOfANameThatABackendMayReadWithoutItsCase(String body) {
        assertThatThrownBy(() -> chat(body))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("spelled");
    }

    @Test
    void takesNullForAbsent() {
        InferenceCall call = chat("{\"model\":\"m\",\"stream\":null,\"stream_options\":null,\"max_tokens\":null,"
                + "\"max_completion_tokens\":null,\"n\":null,\"best_of\":null,\"messages\":null,\"prompt\":null}");

        assertThat(call.stream()).isFalse();
        assertThat(call.includeUsage()).isFalse();
        assertThat(call.completionLimit()).isEmpty();
        assertThat(call.choices()).isEqualTo(1);
    }

    @Test
    void readsWhetherAStreamAndItsUsageAreWanted() {
        InferenceCall call = chat("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

        assertThat(call.stream()).isTrue();
        assertThat(call.includeUsage()).isTrue();
        assertThat(chat("{\"model\":\"m\",\"stream\":true,\"stream_options\":{}}")
                        .includeUsage())
                .isFalse();
    }

    @Test
    void embeddingsAreNeverStreamedAndHaveNoChoices() {
        InferenceCall call = parse(
                InferenceEndpoint.EMBEDDINGS, "{\"model\":\"m\",\"stream\":true,\"n\":5,\"input\":[\"a\",\"b\"]}");

        assertThat(call.stream()).isFalse();
        assertThat(call.choices()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 6, 8, 1_000_000_000})
    void refusesTwoLimitsThatDiffer(long newName) {
        assertThatThrownBy(() -> chat("{\"model\":\"m\",\"max_tokens\":7,\"max_completion_tokens\":" + newName + "}"))
                .isInstanceOfSatisfying(
                        MalformedMessage.class,
                        malformed -> assertThat(malformed.param()).contains("max_tokens"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"max_tokens\":7', 7",
        "'\"max_completion_tokens\":8', 8",
        "'\"max_tokens\":8,\"max_completion_tokens\":8', 8",
        "'\"max_completion_tokens\":null,\"max_tokens\":7', 7",
        "'\"max_tokens\":1000000000', 1000000000",
    })
    void theLimitHasTwoNames(String members, long limit) {
        assertThat(chat("{\"model\":\"m\"," + members + "}").completionLimit()).hasValue(limit);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"n\":3', 3",
        "'\"best_of\":4', 4",
        "'\"n\":3,\"best_of\":4', 4",
        "'\"n\":5,\"best_of\":4', 5",
        "'\"n\":128', 128",
    })
    void countsTheCandidatesThatTheBackendComputes(String members, int choices) {
        assertThat(chat("{\"model\":\"m\"," + members + "}").choices()).isEqualTo(choices);
        assertThat(completion(members).choices()).isEqualTo(choices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"one\"|1",
                "[\"one\"]|1",
                "[\"one\",\"two\"]|2",
                "[1,2,3]|1",
                "[[1,2],[3]]|2",
                "[[1,2],\"three\"]|2",
                "[1,\"two\",[3]]|3",
                "[\"\",\"\"]|2",
            })
    void countsThePromptsOfACompletion(String prompt, int prompts) {
        assertThat(completion("\"prompt\":" + prompt).choices()).isEqualTo(prompts);
        assertThat(completion("\"n\":2,\"best_of\":3,\"prompt\":" + prompt).choices())
                .isEqualTo(3 * prompts);
    }

    @Test
    void promptsOfAChatCountForNothing() {
        assertThat(chat("{\"model\":\"m\",\"prompt\":[\"a\",\"b\"]}").choices()).isEqualTo(1);
    }

    @Test
    void refusesMoreCompletionsThanTheBound() {
        String prompts = "\"prompt\":[" + "\"a\",".repeat(63) + "\"a\"]";

        assertThat(completion("\"n\":2," + prompts).choices()).isEqualTo(128);
        assertThatThrownBy(() -> completion("\"n\":3," + prompts))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("at most 128");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129, 200_000})
    void refusesNoPromptAndTooManyPrompts(int prompts) {
        String list = String.join(",", java.util.Collections.nCopies(prompts, "\"\""));

        assertThatThrownBy(() -> completion("\"prompt\":[" + list + "]"))
                .isInstanceOfSatisfying(
                        MalformedMessage.class,
                        malformed -> assertThat(malformed.param()).contains("prompt"));
    }

    @Test
    void countsEveryMediumOfEveryMessage() {
        InferenceCall call = chat("""
                {"model":"m","messages":[
                  {"role":"system","content":"image_url"},
                  {"role":"user","content":[
                    {"type":"text","text":"image_url"},
                    {"type":"image_url","image_url":{"url":"https://a.example/1"}},
                    {"type":"image_url","image_url":{"url":"https://a.example/2"}},
                    {"type":"input_audio"}]},
                  {"role":"tool","content":[
                    {"type":"file"}, {"type":"video_url"}, {"type":"input_image"}, {"type":"audio_url"},
                    {"type":"input_video"}, {"type":"input_file"}, {"type":"unknown"}, {"type":7}, 5, null]}]}
                """);

        assertThat(call.mediaParts()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "7", "true", "{\"a\":1}", "[1,null,\"x\",[]]", "[{\"content\":{\"type\":1}}]"})
    void messagesOfAnyFormHaveNoMedia(String messages) {
        assertThat(chat("{\"model\":\"m\",\"messages\":" + messages + "}").mediaParts())
                .isZero();
    }

    @Test
    void measuresTheBodyInBytes() {
        String body = "{\"model\":\"m\",\"messages\":[{\"content\":\"Grüße 🙂\"}]}";

        assertThat(chat(body).bodyBytes())
                .isEqualTo(body.getBytes(StandardCharsets.UTF_8).length)
                .isGreaterThan(body.length());
    }

    @Test
    void knowsItsEndpointsByTheirPaths() {
        assertThat(InferenceEndpoint.ofPath("/v1/chat/completions")).contains(InferenceEndpoint.CHAT_COMPLETIONS);
        assertThat(InferenceEndpoint.ofPath("/v1/completions")).contains(InferenceEndpoint.COMPLETIONS);
        assertThat(InferenceEndpoint.ofPath("/v1/embeddings")).contains(InferenceEndpoint.EMBEDDINGS);
        assertThat(InferenceEndpoint.ofPath("/v1/rerank")).contains(InferenceEndpoint.RERANK);
        assertThat(InferenceEndpoint.ofPath("/v1/embeddings/")).isEmpty();
        assertThat(InferenceEndpoint.ofPath("/v1/models")).isEmpty();
    }

    private static InferenceCall completion(String members) {
        return parse(InferenceEndpoint.COMPLETIONS, "{\"model\":\"m\"," + members + "}");
    }

    private static InferenceCall chat(String body) {
        return parse(InferenceEndpoint.CHAT_COMPLETIONS, body);
    }

    private static InferenceCall parse(InferenceEndpoint endpoint, String body) {
        return InferenceCall.parse(endpoint, body.getBytes(StandardCharsets.UTF_8));
    }
}
