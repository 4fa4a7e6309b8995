package io.deopenchat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Usage;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DialectTest {
    private static final ModelLimits LIMITS = new ModelLimits(4_096, 512, 2_048, 100);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static InferenceCall parse(InferenceEndpoint endpoint, String body) {
        return InferenceCall.parse(endpoint, bytes(body));
    }

    private static EventKind kind(InferenceEndpoint endpoint, String event) {
        Dialect dialect = endpoint.dialect();
        EventKind kind = dialect.kindOf(Json.parseObject(bytes(event)));
        assertThat(dialect.isEnd(event)).isEqualTo(kind == EventKind.END);
        assertThat(dialect.isPlain(event) && kind != EventKind.CONTENT)
                .as("an event that matters is looked at")
                .isFalse();
        return kind;
    }

    private static String textOfEvent(InferenceEndpoint endpoint, String event) {
        return DeliveredText.inEvent(endpoint.dialect(), event);
    }

    private static String textOfAnswer(InferenceEndpoint endpoint, String answer) {
        return DeliveredText.inAnswer(endpoint.dialect(), bytes(answer));
    }

    private static ReportedUsage usage(InferenceEndpoint endpoint, String answer) {
        return endpoint.dialect().usageIn(Json.parseObject(bytes(answer)));
    }

    @Nested
    class Responses {
        private static final InferenceEndpoint HERE = InferenceEndpoint.RESPONSES;

        @Test
        void isLimitedByItsOwnName() {
            InferenceCall call = parse(
                    HERE,
                    "{\"model\":\"m\",\"stream\":true,\"max_output_tokens\":77,\"max_tokens\":5,\"input\":\"Hi\"}");

            assertThat(call.completionLimit()).hasValue(77);
            assertThat(call.stream()).isTrue();
            assertThat(call.choices()).isEqualTo(1);
        }

        @Test
        void countsMediaInMessagesAndInWhatToolsAnswered() {
            String image = "{\"type\":\"input_image\",\"image_url\":\"data:..\"}";

            InferenceCall call = parse(
                    HERE,
                    "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":[" + image
                            + ",{\"type\":\"input_file\",\"file_data\":\"..\"},{\"type\":\"input_text\",\"text\":\"a\"}]},"
                            + "{\"type\":\"function_call_output\",\"output\":[" + image + "]}]}");

            assertThat(call.mediaParts()).isEqualTo(3);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "previous_response_id|\"resp_1\"",
                    "conversation|\"conv_1\"",
                    "conversation|{\"id\":\"conv_1\"}",
                    "prompt|{\"id\":\"pmpt_1\"}",
                    "store|true",
                    "background|true"
                })
        void refusesWhateverNeedsMemory(String member, String value) {
            assertThatThrownBy(() -> parse(HERE, "{\"model\":\"m\",\"" + member + "\":" + value + "}"))
                    .asInstanceOf(InstanceOfAssertFactories.type(MalformedMessage.class))
                    .extracting(MalformedMessage::toError)
                    .satisfies(error -> {
                        assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
                        assertThat(error.param()).isEqualTo(member);
                    });
        }

        @Test
        void takesWhatAsksForNoMemory() {
            assertThat(parse(
                                    HERE,
                                    "{\"model\":\"m\",\"store\":false,\"background\":null,\"previous_response_id\":null}")
                            .model())
                    .isEqualTo("m");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"type\":\"response.created\",\"response\":{\"usage\":null,\"error\":null}}|CONTENT",
                    "{\"type\":\"response.output_text.delta\",\"delta\":\"response.completed\"}|CONTENT",
                    "{\"type\":\"response.completed\",\"response\":{}}|END",
                    "{\"type\":\"response.completed\"}|END",
                    "{\"type\":\"response.failed\"}|ERROR",
                    "{\"type\":\"response.incomplete\",\"response\":{}}|END",
                    "{\"type\":\"response.failed\",\"response\":{\"error\":{}}}|ERROR",
                    "{\"error\":{\"message\":\"busy\"}}|ERROR"
                })
        void endsWithANamedEvent(String event, EventKind kind) {
            assertThat(kind(HERE, event)).isEqualTo(kind);
        }

        @Test
        void aFlatErrorIsOneToo() {
            String event = "{\"type\":\"error\",\"code\":\"x\",\"message\":\"busy\"}";

            assertThat(HERE.dialect().isPlain(event)).isFalse();
            assertThat(kind(HERE, event)).isEqualTo(EventKind.ERROR);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "response.output_text.delta",
                    "response.refusal.delta",
                    "response.function_call_arguments.delta",
                    "response.reasoning_text.delta",
                    "response.reasoning_summary_text.delta"
                })
        void everyKindOfTextIsDelivered(String type) {
            assertThat(textOfEvent(HERE, "{\"type\":\"" + type + "\",\"delta\":\"h\u00e9\",\"obfuscation\":\"xxxx\"}"))
                    .isEqualTo("h\u00e9");
        }

        @Test
        void soundsAndRepetitionsAreNoText() {
            assertThat(textOfEvent(HERE, "{\"type\":\"response.audio.delta\",\"delta\":\"AAAA\"}"))
                    .isEmpty();
            assertThat(textOfEvent(HERE, "{\"type\":\"response.output_text.done\",\"text\":\"again\"}"))
                    .isEmpty();
        }

        @Test
        void anAnswerDeliversItsTextsCallsAndReasons() {
            String answer = "{\"id\":\"resp_1\",\"output\":["
                    + "{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"a\"}]},"
                    + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
                    + "{\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                    + "{\"type\":\"output_text\",\"text\":\"b\"},{\"type\":\"refusal\",\"refusal\":\"c\"}]}]}";

            assertThat(textOfAnswer(HERE, answer)).isEqualTo("af{}bc");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"usage\":{\"input_tokens\":7,\"output_tokens\":3,\"total_tokens\":99}}",
                    "{\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}}"
                })
        void reportsItsUsageInTheAnswerOrInItsLastEvent(String answer) {
            assertThat(usage(HERE, answer).usage()).contains(new Usage(7, 3));
        }

        @Test
        void aStreamThatCannotBeCompletedSaysSoWithAnEventThatItsClientsKnow() {
            assertThat(HERE.dialect().errorEvent(ProtocolError.of(ErrorCode.BACKEND_ERROR, "gone")))
                    .startsWith(
                            "event: error\ndata: {\"type\":\"error\",\"code\":\"backend_error\",\"message\":\"gone\"")
                    .endsWith("}\n\n");
        }
    }

    @Nested
    class Messages {
        private static final InferenceEndpoint HERE = InferenceEndpoint.MESSAGES;

        @Test
        void needsALimit() {
            assertThatThrownBy(() -> parse(HERE, "{\"model\":\"m\",\"messages\":[]}"))
                    .hasMessageContaining("'max_tokens' is required");
            assertThat(parse(HERE, "{\"model\":\"m\",\"max_tokens\":9}").completionLimit())
                    .hasValue(9);
        }

        @Test
        void countsImagesAndDocumentsAlsoInWhatToolsAnswered() {
            InferenceCall call = parse(
                    HERE,
                    "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":["
                            + "{\"type\":\"image\",\"source\":{}},{\"type\":\"document\",\"source\":{}},"
                            + "{\"type\":\"tool_result\",\"content\":[{\"type\":\"image\",\"source\":{}}]}]}]}");

            assertThat(call.mediaParts()).isEqualTo(3);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":5}}}|CONTENT",
                    "{\"type\":\"ping\"}|CONTENT",
                    "{\"type\":\"message_delta\",\"usage\":{\"output_tokens\":5}}|CONTENT",
                    "{\"type\":\"message_stop\"}|END",
                    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}|ERROR"
                })
        void endsWithMessageStop(String event, EventKind kind) {
            assertThat(kind(HERE, event)).isEqualTo(kind);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"delta\":{\"type\":\"text_delta\",\"text\":\"ab\"}}|ab",
                    "{\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"ab\"}}|ab",
                    "{\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"ab\"}}|ab",
                    "{\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"ab\",\"input\":{}}}|ab",
                    "{\"delta\":{\"type\":\"signature_delta\",\"signature\":\"xxxx\"}}|''"
                })
        void everyKindOfTextIsDelivered(String event, String text) {
            assertThat(textOfEvent(HERE, event)).isEqualTo(text);
        }

        @Test
        void anAnswerDeliversTextThoughtsAndTheInputOfTools() {
            assertThat(textOfAnswer(
                            HERE,
                            "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"zzzz\"},"
                                    + "{\"type\":\"text\",\"text\":\"b\"},"
                                    + "{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{\"n\":12}}]}"))
                    .isEqualTo("abf{\"n\":12}");
        }

        @Test
        void whatWasCachedWasReadAsWell() {
            assertThat(usage(
                                    HERE,
                                    "{\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":100,"
                                            + "\"cache_creation_input_tokens\":20,\"output_tokens\":4}}")
                            .usage())
                    .contains(new Usage(123, 4));
        }

        @Test
        void absurdCachesDoNotOverflow() {
            assertThat(usage(
                                    HERE,
                                    "{\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":9223372036854775807,"
                                            + "\"output_tokens\":4}}")
                            .promptTokens())
                    .hasValue(Long.MAX_VALUE);
        }

        @Test
        void theBeginningSaysWhatWasReadAndTheEndWhatWasWritten() {
            ReportedUsage beginning = usage(
                    HERE,
                    "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}");
            ReportedUsage end = usage(HERE, "{\"type\":\"message_delta\",\"usage\":{\"output_tokens\":30}}");

            assertThat(beginning.usage()).isEmpty();
            assertThat(beginning.updatedBy(end).usage()).contains(new Usage(7, 30));
        }

        @Test
        void errorsHaveTheShapeThatItsClientsKnow() {
            ProtocolError error = ProtocolError.of(ErrorCode.BACKEND_ERROR, "gone");

            assertThat(Json.text(HERE.dialect().errorBody(error.toJson())))
                    .startsWith("{\"type\":\"error\",\"error\":{\"message\":\"gone\",\"type\":\"api_error\"");
            assertThat(HERE.dialect().errorEvent(error))
                    .startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{");
        }

        @Test
        void askingForACountCostsTheRequestAlone() {
            InferenceCall call = parse(InferenceEndpoint.COUNT_TOKENS, "{\"model\":\"m\",\"messages\":[]}");

            assertThat(UsageBounds.maxPromptTokens(call, LIMITS)).isZero();
            assertThat(UsageBounds.maxCompletionTokens(call, LIMITS)).isZero();
            assertThat(usage(InferenceEndpoint.COUNT_TOKENS, "{\"input_tokens\":4711}")
                            .usage())
                    .contains(new Usage(0, 0));
        }
    }

    @Nested
    class Transcriptions {
        private static final InferenceEndpoint HERE = InferenceEndpoint.TRANSCRIPTIONS;

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"type\":\"transcript.text.delta\",\"delta\":\"a\"}|CONTENT",
                    "{\"type\":\"transcript.text.done\",\"text\":\"a\"}|END",
                    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}|CONTENT",
                    "{\"error\":{\"message\":\"busy\"}}|ERROR"
                })
        void endsWithTheWholeTranscript(String event, EventKind kind) {
            assertThat(kind(HERE, event)).isEqualTo(kind);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"type\":\"transcript.text.delta\",\"delta\":\"ab\"}",
                    "{\"choices\":[{\"delta\":{\"content\":\"ab\"}}]}"
                })
        void bothKindsOfStreamDeliverText(String event) {
            assertThat(textOfEvent(HERE, event)).isEqualTo("ab");
            assertThat(textOfEvent(HERE, "{\"type\":\"transcript.text.done\",\"text\":\"ab\"}"))
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"{\"text\":\"ab\",\"segments\":[{\"text\":\"ab\"}]}|ab", "plain|plain", "{\"text\":1}|''"})
        void anAnswerIsJsonOrTheTranscriptItself(String answer, String text) {
            assertThat(textOfAnswer(HERE, answer)).isEqualTo(text);
        }

        @Test
        void secondsAreNoTokens() {
            assertThat(usage(HERE, "{\"usage\":{\"type\":\"duration\",\"seconds\":9}}")
                            .usage())
                    .isEmpty();
            assertThat(usage(HERE, "{\"usage\":{\"type\":\"tokens\",\"input_tokens\":9,\"output_tokens\":2}}")
                            .usage())
                    .contains(new Usage(9, 2));
        }

        @ParameterizedTest
        @CsvSource({
            "application/json,true",
            "text/plain; charset=utf-8,true",
            "text/vtt,true",
            "application/x-subrip,true",
            "text/event-stream,false",
            "audio/mpeg,false"
        })
        void answersWithTextOnly(String type, boolean expected) {
            assertThat(HERE.dialect().answersWith(type)).isEqualTo(expected);
        }
    }

    @Nested
    class Media {
        @Test
        void aSoundIsWorthNoMoreThanWhatNeedsNoText() {
            InferenceCall call = parse(InferenceEndpoint.SPEECH, "{\"model\":\"m\",\"input\":\"Hello\"}");

            assertThat(UsageBounds.maxCompletionTokens(call, LIMITS)).isEqualTo(116);
            assertThat(UsageBounds.maxCompletionTokens(call, LIMITS, 0)).isEqualTo(116);
            assertThat(UsageBounds.maxPromptTokens(call, LIMITS)).isEqualTo(29 + 512);
        }

        @Test
        void anImageIsWhatTheRequestPays() {
            InferenceCall call = parse(
                    InferenceEndpoint.IMAGES, "{\"model\":\"m\",\"prompt\":\"a rose\",\"n\":1,\"batch_size\":null}");

            assertThat(call.choices()).isEqualTo(1);
            assertThat(UsageBounds.maxCompletionTokens(call, LIMITS)).isEqualTo(16 + 100);
            assertThatThrownBy(() -> parse(InferenceEndpoint.IMAGES, "{\"model\":\"m\",\"n\":129}"))
                    .hasMessageContaining("'n'");
            assertThatThrownBy(() -> parse(InferenceEndpoint.IMAGES, "{\"model\":\"m\",\"stream\":true}"))
                    .hasMessageContaining("'stream'");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"n\":2",
                    "\"n\":128",
                    "\"batch_size\":4",
                    "\"num_images\":4",
                    "\"Num_Images\":4",
                    "\"num_images_per_prompt\":\"4\""
                })
        void refusesMoreImagesThanOnePriceCanPay(String members) {
            assertThatThrownBy(
                            () -> parse(InferenceEndpoint.IMAGES, "{\"model\":\"m\",\"prompt\":\"a\"," + members + "}"))
                    .isInstanceOfSatisfying(
                            MalformedMessage.class,
                            refused -> assertThat(refused.toError().code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER));
        }

        @Test
        void refusesSeveralPromptsForOneImage() {
            assertThatThrownBy(() -> parse(InferenceEndpoint.IMAGES, "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"]}"))
                    .hasMessageContaining("'prompt'");
        }

        @Test
        void speechStreamsWhereItsFormatSaysSo() {
            assertThat(parse(InferenceEndpoint.SPEECH, "{\"model\":\"m\",\"stream_format\":\"sse\"}").stream())
                    .isTrue();
            assertThat(parse(InferenceEndpoint.SPEECH, "{\"model\":\"m\",\"stream_format\":\"audio\"}").stream())
                    .isFalse();
            assertThatThrownBy(() -> parse(InferenceEndpoint.SPEECH, "{\"model\":\"m\",\"stream_format\":\"SSE\"}"))
                    .hasMessageContaining("'stream_format'");
            assertThat(kind(InferenceEndpoint.SPEECH, "{\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}"))
                    .isEqualTo(EventKind.CONTENT);
            assertThat(kind(InferenceEndpoint.SPEECH, "{\"type\":\"speech.audio.done\",\"usage\":{}}"))
                    .isEqualTo(EventKind.END);
        }

        @ParameterizedTest
        @CsvSource({
            "SPEECH,audio/mpeg,true",
            "SPEECH,application/octet-stream,true",
            "SPEECH,application/json,false",
            "IMAGES,application/json,true",
            "IMAGES,image/png,false",
            "CHAT_COMPLETIONS,text/plain,false"
        })
        void answersHaveTheTypeOfTheirCall(InferenceEndpoint endpoint, String type, boolean expected) {
            assertThat(endpoint.dialect().answersWith(type)).isEqualTo(expected);
        }
    }
}
