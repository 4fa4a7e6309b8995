package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.money.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server says of the tokens that it used, perhaps half of it. A server is not trusted: what is no whole number from 0
 * up says nothing.
 */
public record ReportedUsage(OptionalLong promptTokens, OptionalLong completionTokens) {
    public static final ReportedUsage NOTHING = new ReportedUsage(OptionalLong.empty(), OptionalLong.empty());

    /** In the names that the Responses, the audio and the image API use. */
    static ReportedUsage ofInputAndOutput(JsonNode usage) {
        return orNothing(count(usage, "input_tokens"), count(usage, "output_tokens"));
    }

    /** Completion tokens alone say nothing; prompt tokens alone say that there was no completion. */
    static ReportedUsage orNothing(OptionalLong prompt, OptionalLong completion) {
        return prompt.isEmpty() ? NOTHING : new ReportedUsage(prompt, OptionalLong.of(completion.orElse(0)));
    }

    static OptionalLong count(JsonNode usage, String member) {
        JsonNode value = usage.path(member);
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    /** With what was said later, which counts from the beginning as well. */
    public ReportedUsage updatedBy(ReportedUsage later) {
        return new ReportedUsage(
                later.promptTokens.isPresent() ? later.promptTokens : promptTokens,
                later.completionTokens.isPresent() ? later.completionTokens : completionTokens);
    }

    /** If both numbers are known. */
    public Optional<Usage> usage() {
        return promptTokens.isPresent() && completionTokens.isPresent()
                ? Optional.of(new Usage(promptTokens.getAsLong(), completionTokens.getAsLong()))
                : Optional.empty();
    }
}
