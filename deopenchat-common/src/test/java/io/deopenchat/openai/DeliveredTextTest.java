package io.deopenchat.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeliveredTextTest {
    private static final Dialect CHAT = InferenceEndpoint.CHAT_COMPLETIONS.dialect();

    private static long bytesIn(String event) {
        return DeliveredText.bytesOf(DeliveredText.inEvent(CHAT, event));
    }

    @Test
    void countsTheBytesOfTextInTheChoicesAndNothingElse() {
        String chunk =
                "{\"id\":\"chatcmpl-0123456789\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"h\u00e9\"}}],"
                        + "\"padding\":\"" + "x".repeat(1_000) + "\"}";

        assertThat(bytesIn(chunk)).isEqualTo(3);
    }

    @Test
    void countsToolCallsAndReasoning() {
        String message = "{\"choices\":[{\"message\":{\"reasoning_content\":\"hm\",\"tool_calls\":[{\"function\":"
                + "{\"name\":\"f\",\"arguments\":\"{}\"}}]}},{\"text\":\"abc\"}]}";

        assertThat(bytesIn(message)).isEqualTo(8);
    }

    @Test
    void whitespaceAndWhatIsNoAnswerDeliverNothing() {
        assertThat(bytesIn(" ".repeat(5_000) + "{\"choices\":[]}" + "\n".repeat(5_000)))
                .isZero();
        assertThat(bytesIn("[DONE]")).isZero();
        assertThat(bytesIn("{")).isZero();
    }
}
