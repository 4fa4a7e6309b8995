package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GatewayRefusalTest {
    private static GatewayRefusal refusal(int status, String code, String details) {
        String body = """
                {"error":{"message":"forged words","type":"forged_type","param":"forged_param","code":"%s"},"deopenchat":%s}""".formatted(code, details);
        return GatewayRefusal.read(
                FuzzedResponse.of(status, Map.of("retry-after", "7")), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsTheGatewaysWordsForACallThatIsNotSealed() {
        assertThat(Json.text(refusal(409, "sequence_used", "{}").toJson())).contains("forged words", "forged_param");
    }

    @Test
    void withheldItKeepsWhatABridgeActsOn() {
        GatewayRefusal withheld = refusal(409, "sequence_out_of_window", """
                        {"nextSequence":"12","hint":"forged"}""").withheld();

        assertThat(withheld.status()).isEqualTo(409);
        assertThat(withheld.is(ErrorCode.SEQUENCE_OUT_OF_WINDOW)).isTrue();
        assertThat(withheld.saysTheRoundIsVoid()).isTrue();
        assertThat(withheld.retryAfter()).isEqualTo("7");
        assertThat(withheld.nextSequence()).contains(12L);
        assertThat(Json.text(withheld.toJson()))
                .contains("409", "sequence_out_of_window")
                .doesNotContain("forged");
    }

    @Test
    void withheldItHasNoCodeThatTheProtocolDoesNotKnow() {
        GatewayRefusal withheld = refusal(500, "forged_code", """
                        {"nextSequence":"forged"}""").withheld();

        assertThat(withheld.saysTheRoundIsVoid()).isFalse();
        assertThat(withheld.nextSequence()).isEmpty();
        assertThat(Json.text(withheld.toJson())).doesNotContain("forged");
    }
}
