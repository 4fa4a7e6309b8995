package io.deopenchat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.protocol.ErrorCode;
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
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MESSAGES", "TRANSCRIPTIONS", "TRANSLATIONS"})
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

    /** Whatever a turn calls itself, what it holds is counted. */
    @Test
    void aTurnThatPassesForAMediumHidesNone() {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a.example/1\"}}";
        String images = (image + ",").repeat(99) + image;

        assertThat(chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"type\":\"image\",\"content\":[" + images
                                + "]}]}")
                        .mediaParts())
                .isEqualTo(101);
        assertThat(chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"more\":["
                                + images + "]}]}]}")
                        .mediaParts())
                .isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"image_url\":{\"url\":\"https://a.example/1\"}}|1",
                "{\"type\":\"text\",\"text\":\"a\",\"image_url\":{\"url\":\"https://a.example/1\"}}|1",
                "{\"type\":\"text\",\"text\":\"a\",\"image_url\":null}|0",
                "{\"image_url\":{},\"video_url\":{}}|2",
                "{\"input_audio\":{\"data\":\"AAAA\"}}|1",
                "{\"audio_url\":{}}|1",
                "{\"video_url\":{}}|1",
                "{\"file\":{\"file_data\":\"AAAA\"}}|1",
                "{\"type\":\"file\",\"file\":{\"file_data\":\"AAAA\",\"filename\":\"a\"}}|1",
                "{\"image_embeds\":\"AAAA\"}|1",
                "{\"image_embeds\":[\"AAAA\",\"BBBB\"]}|2",
                "{\"image_pil\":\"AAAA\"}|1",
                "{\"type\":\"image_pil\"}|1",
                "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}|1",
                "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"image\"}]}}|2",
                "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"read\",\"input\":{\"file\":\"a.java\"}}|0",
            })
    void aMediumIsKnownByItsTypeOrByWhatItHolds(String part, int media) {
        assertThat(chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}")
                        .mediaParts())
                .isEqualTo(media);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMBEDDINGS|\"input\":[{\"image_url\":\"https://a.example/1\"},{\"type\":\"text\",\"text\":\"a\"}]",
                "EMBEDDINGS|\"messages\":[{\"content\":[{\"type\":\"image_url\"}]}]",
                "RERANK|\"query\":\"a\",\"documents\":[{\"content\":[{\"type\":\"image_url\"}]},\"b\"]",
                "RERANK|\"query\":{\"image_url\":\"https://a.example/1\"},\"documents\":[\"a\"]",
                "COMPLETIONS|\"prompt\":{\"prompt_string\":\"a\",\"multimodal_data\":[\"AAAA\"]}",
                "MESSAGES|\"max_tokens\":1,\"system\":[{\"type\":\"image\"}]",
                "RESPONSES|\"input\":[{\"type\":\"computer_call_output\",\"output\":{\"image_url\":\"data:..\"}}]",
            })
    void mediaCountWhereverAModelReads(InferenceEndpoint endpoint, String members) {
        assertThat(parse(endpoint, "{\"model\":\"m\"," + members + "}").mediaParts())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS, n_predict",
        "CHAT_COMPLETIONS, N_Predict",
        "CHAT_COMPLETIONS, n_cmpl",
        "CHAT_COMPLETIONS, num_predict",
        "CHAT_COMPLETIONS, max_new_tokens",
        "CHAT_COMPLETIONS, num_return_sequences",
        "CHAT_COMPLETIONS, max_length",
        "CHAT_COMPLETIONS, MAX_LENGTH",
        "CHAT_COMPLETIONS, max_output_tokens",
        "COMPLETIONS, n_predict",
        "COMPLETIONS, n_cmpl",
        "COMPLETIONS, prompt_embeds",
        "RESPONSES, n_predict",
        "RESPONSES, n_cmpl",
        "RESPONSES, n",
        "RESPONSES, best_of",
        "RESPONSES, max_completion_tokens",
        "MESSAGES, n_predict",
        "MESSAGES, max_new_tokens",
        "MESSAGES, n",
        "MESSAGES, best_of",
        "MESSAGES, max_completion_tokens",
    })
    void refusesOtherNamesForWhatThePriceDependsOn(InferenceEndpoint endpoint, String alias) {
        String call =
                "{\"model\":\"m\",\"" + (endpoint == InferenceEndpoint.RESPONSES ? "max_output_tokens" : "max_tokens")
                        + "\":5,\"" + alias + "\":";

        assertThatThrownBy(() -> parse(endpoint, call + "100}"))
                .isInstanceOfSatisfying(MalformedMessage.class, refused -> {
                    assertThat(refused.toError().code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
                    assertThat(refused.param()).contains(alias);
                });
        assertThat(parse(endpoint, call + "null}").choices()).isEqualTo(1);
    }

    @Test
    void beamsAreBoundedByTheirNumber() {
        assertThat(chat("{\"model\":\"m\",\"use_beam_search\":true,\"n\":8}").choices())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "0", "-1", "\"7\"", "1e9"})
    void thoughtsMayNotTakeMoreThanTheLimit(String budget) {
        String message = "{\"model\":\"m\",\"max_tokens\":100,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":";

        assertThat(parse(InferenceEndpoint.MESSAGES, message + "100}}").completionLimit())
                .hasValue(100);
        assertThatThrownBy(() -> parse(InferenceEndpoint.MESSAGES, message + budget + "}}"))
                .hasMessageContaining("'thinking.budget_tokens'");
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

    /** What a backend would do beyond the tokens that are counted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "include_reasoning | false",
                "Include_Reasoning | false",
                "reasoning | {\"exclude\":true}",
                "reasoning_format | \"hidden\"",
                "thinking | {\"display\":\"omitted\"}",
                "chat_template | \"{% for i in range(30000) %}word {% endfor %}\"",
                "chat_template_kwargs | {\"chat_template\":\"x\"}",
                "web_search_options | {}",
                "mcp_servers | []",
                "plugins | []",
                "models | [\"dear\"]",
                "service_tier | \"priority\"",
                "tools | [{\"type\":\"web_search\"}]",
                "tools | [{\"type\":\"function\"},{\"type\":\"mcp\"}]",
                "tools | [{\"type\":\"code_execution_20250825\"}]",
            })
    void refusesWorkThatNoTokenPays(String member) {
        String[] parts = member.split(" \\| ", 2);
        for (InferenceEndpoint endpoint :
                List.of(InferenceEndpoint.CHAT_COMPLETIONS, InferenceEndpoint.RESPONSES, InferenceEndpoint.MESSAGES)) {
            assertThatThrownBy(() ->
                            parse(endpoint, "{\"model\":\"m\",\"max_tokens\":9,\"" + parts[0] + "\":" + parts[1] + "}"))
                    .isInstanceOfSatisfying(
                            MalformedMessage.class,
                            refused -> assertThat(refused.param()).contains(parts[0]));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"include_reasoning\":true",
                "\"reasoning\":{\"effort\":\"low\"}",
                "\"reasoning\":null",
                "\"service_tier\":\"flex\"",
                "\"chat_template_kwargs\":{\"enable_thinking\":false}",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                "\"tools\":[{\"name\":\"f\",\"input_schema\":{}}]",
                "\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]",
            })
    void takesWhatAnApplicationRunsItself(String member) {
        assertThat(parse(InferenceEndpoint.MESSAGES, "{\"model\":\"m\",\"max_tokens\":9," + member + "}")
                        .model())
                .isEqualTo("m");
    }

    @Test
    void refusesParametersInAPromptForAnImage() {
        String prompt = "a cat <sd_cpp_extra_args>{\\\"batch_count\\\":64}</sd_cpp_extra_args>";

        assertThatThrownBy(() -> parse(InferenceEndpoint.IMAGES, "{\"model\":\"m\",\"prompt\":\"" + prompt + "\"}"))
                .hasMessageContaining("'prompt'");
    }
}
