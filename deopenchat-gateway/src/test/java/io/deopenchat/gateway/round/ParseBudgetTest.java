package io.deopenchat.gateway.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ParseBudgetTest {
    private static final int LARGEST = 1 << 26;
    private static final int SMALL = 1_024;

    private static ParseBudget ofHeap(long bytes) {
        return new ParseBudget(bytes, LARGEST, Duration.ZERO);
    }

    @Test
    void theLargestCallIsParsedAloneHoweverSmallTheHeap() {
        ParseBudget budget = ofHeap(1 << 20);

        String parsed = budget.within(LARGEST, () -> {
            assertThatThrownBy(() -> budget.within(SMALL, () -> "another"))
                    .isInstanceOf(NoRoom.class)
                    .hasMessageContaining("too many large requests");
            return "largest";
        });

        assertThat(parsed).isEqualTo("largest");
        assertThat(budget.within(SMALL, () -> "another")).isEqualTo("another");
    }

    @Test
    void aCallThatCannotBeParsedGivesItsShareBack() {
        ParseBudget budget = ofHeap(1 << 20);
        assertThatThrownBy(() -> budget.within(LARGEST, () -> {
                    throw new MalformedMessage("not JSON");
                }))
                .isInstanceOf(MalformedMessage.class);

        assertThat(budget.within(LARGEST, () -> "next")).isEqualTo("next");
    }

    @Test
    void theTreesOfAllCallsStayBelowAShareOfTheHeap() {
        long heap = 1L << 31;
        int atOnce = (int) (heap / ParseBudget.SHARE_OF_HEAP / 1_024 / ParseBudget.treeKibibytes(LARGEST));
        assertThat(atOnce).isEqualTo(2);
        assertThat(nested(ofHeap(heap), atOnce)).isTrue();
        assertThatThrownBy(() -> nested(ofHeap(heap), atOnce + 1)).isInstanceOf(NoRoom.class);
    }

    private static boolean nested(ParseBudget budget, int times) {
        return times == 0 || budget.within(LARGEST, () -> nested(budget, times - 1));
    }

    @Test
    void aBodyOfTooManyValuesIsRefusedBeforeItIsATree() {
        byte[] body = ("{\"model\":\"m\",\"messages\":[" + "[],".repeat(Json.MAX_CALL_TOKENS / 2) + "[]]}")
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> InferenceCall.parse(InferenceEndpoint.CHAT_COMPLETIONS, body))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("1000000");
    }
}
