package io.deopenchat.gateway.metering;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.money.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads an OpenAI {@code usage} object. A backend is not trusted: what is no whole number from 0 up says nothing. */
final class ReportedUsage {
    private ReportedUsage() {}

    static Optional<Usage> of(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        OptionalLong prompt = count(usage, isRanking(answer) ? "total_tokens" : "prompt_tokens");
        OptionalLong completion = count(usage, "completion_tokens");
        if (prompt.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Usage(prompt.getAsLong(), completion.orElse(0)));
    }

    /** Rankings have input only, and most servers report it as the total alone. */
    private static boolean isRanking(JsonNode answer) {
        return answer.has("results") && !answer.path("usage").has("prompt_tokens");
    }

    private static OptionalLong count(JsonNode usage, String member) {
        JsonNode value = usage.path(member);
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }
}
