package io.deopenchat.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.deopenchat.openai.DeliveredText;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.openai.PromptText;
import io.deopenchat.openai.TokenEstimate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "Hello" and " world" are one token each. */
class TokenEstimateTest {
    private static final List<String> WORDS = List.of("the", "quick", "brown", "foxes", "Grüße", "你好", "12345", "jump");

    private static final Dialect CHAT = InferenceEndpoint.CHAT_COMPLETIONS.dialect();

    private static long ofStream(String... data) {
        StringBuilder log = new StringBuilder();
        for (String each : data) {
            log.append("data: ").append(each).append("\n\n");
        }
        return ofStream(bytes(log.toString()));
    }

    private static long ofStream(byte[] log) {
        return TokenEstimate.of(String.join("", StreamText.of(CHAT, log)));
    }

    private static long ofAnswer(byte[] answer) {
        return TokenEstimate.of(DeliveredText.inAnswer(CHAT, answer));
    }

    static long ofPrompt(byte[] body) {
        PromptText prompt = PromptText.of(CHAT, body);
        return TokenEstimate.of(prompt.text()) + prompt.tokensBeside();
    }

    private static String delta(String content) {
        return "{\"id\":\"chatcmpl-7\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + content + "}]}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void errorsKeepalivesAndWhatNobodyCanReadCountForNothing() {
        byte[] log = bytes("""
                : keepalive Hello world

                event: ping
                data: Hello world

                data: {"error":{"message":"Hello world"}}

                data: {"choices":[{"delta":{"content":"Hello world"

                data: {"choices":[{"delta":{"content":"not complete"}}]}""");

        assertThat(ofStream(log)).isZero();
    }

    @Test
    void theJsonAroundTheTextCountsForNothing() {
        assertThat(ofStream(delta("{\"role\":\"assistant\",\"content\":\"\"}"), delta("{}"), "[DONE]"))
                .isZero();
        assertThat(ofStream("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"logprobs\":{\"a\":\"b\"}}]}"))
                .isZero();
    }

    @Test
    void thePiecesOfAWordAreCountedTogether() {
        assertThat(ofStream(
                        delta("{\"content\":\"Hel\"}"),
                        delta("{\"content\":\"lo\"}"),
                        delta("{\"content\":\" world\"}")))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":\"Hello world\"}|2",
                "{\"content\":null,\"reasoning_content\":\"Hello world\"}|2",
                "{\"content\":null,\"refusal\":\"Hello world\"}|2",
            })
    void everyTextThatTheModelWroteCounts(String delta, long tokens) {
        assertThat(ofStream(delta(delta))).isEqualTo(tokens);
    }

    @Test
    void theNameAndTheArgumentsOfAToolCallCount() {
        String call = "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"Hello\",\"arguments\":\" world\"}}]}";

        assertThat(ofStream(delta(call))).isEqualTo(2);
    }

    @Test
    void theTextOfACompletionCounts() {
        assertThat(ofStream(
                        "{\"choices\":[{\"index\":0,\"text\":\"Hello\"}]}", "{\"choices\":[{\"text\":\" world\"}]}"))
                .isEqualTo(2);
        assertThat(ofAnswer(bytes("{\"choices\":[{\"text\":\"Hello world\"}]}")))
                .isEqualTo(2);
        assertThat(ofAnswer(
                        bytes("{\"id\":\"x\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}},"
                                + "{\"message\":{\"content\":\" world\"}}]}")))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]}|6",
                "{\"messages\":[{\"role\":\"system\",\"content\":\"Hello\"},{\"role\":\"user\",\"content\":\" world\"}]}|10",
                "{\"prompt\":\"Hello world\"}|2",
                "{\"prompt\":[\"Hello\",\" world\"]}|2",
                "{\"input\":[\"Hello world\"]}|2",
                "{\"model\":\"Hello\",\"user\":\"Hello\",\"stop\":[\"Hello\"]}|0",
                "{}|0",
            })
    void whatTheModelReadsCounts(String body, long tokens) {
        assertThat(ofPrompt(bytes(body))).isEqualTo(tokens);
    }

    @Test
    void anImageIsNotText() {
        byte[] image = new byte[30_000];
        new Random(7).nextBytes(image);
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello world\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(image) + "\"}},"
                + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\""
                + Base64.getEncoder().encodeToString(image)
                + "\",\"format\":\"wav\"}}]}]}";

        assertThat(ofPrompt(bytes(body))).isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messages\":[{\"role\":\"user\",\"type\":\"image\",\"content\":\"%s\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"text\":\"%s\"}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image_url\":{\"url\":\"%s\"}}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"data:%s\"}]}",
                "{\"messages\":[{\"role\":\"%s\",\"content\":\"\"}]}",
                "{\"prompt\":{\"prompt_string\":\"%s\"}}",
                "{\"documents\":[{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"%s\"}}]}",
            })
    void noTextHidesBehindTheNameOfAMedium(String body) {
        assertThat(ofPrompt(bytes(body.formatted("Hello world ".repeat(100))))).isBetween(195L, 215L);
    }

    /** Nobody may keep us busy with a text that is cheap to send. */
    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "ab", "\u00e4", "\u4f60", "1", "!", "\\n"})
    void theLargestBodyIsCountedInSeconds(String unit) {
        String body = "{\"prompt\":\"" + unit.repeat(32_000_000 / unit.length()) + "\"}";

        long tokens = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> ofPrompt(bytes(body)));

        assertThat(tokens).isBetween(100_000L, 64_000_000L);
    }

    @Test
    void aLongTextIsCountedByItsPartsWithinAPercent() {
        Random random = new Random(11);
        StringBuilder text = new StringBuilder();
        while (text.length() < 3 * TokenEstimate.MAX_COUNTED) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        String half = text.substring(0, TokenEstimate.MAX_COUNTED);
        long exact = ofPrompt(bytes("{\"prompt\":\"" + half + "\"}"));

        long estimated = ofPrompt(bytes("{\"prompt\":\"" + text + "\"}"));

        assertThat((double) estimated / exact).isCloseTo((double) text.length() / half.length(), withinPercentage(1));
    }
}
