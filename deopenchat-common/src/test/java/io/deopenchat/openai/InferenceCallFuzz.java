package io.deopenchat.openai;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.fuzz.SecondReader;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The body of a call is refused, or its cost is bounded, and a second reader finds the same model and limits in it. */
final class InferenceCallFuzz {
    private static final ModelLimits LIMITS = new ModelLimits(4_096, 64, 4_096, 1_024);
    private static final Prices PRICES =
            new Prices(Wei.of(5), new TokenPrice(Wei.of(1_000)), new TokenPrice(Wei.of(7)));
    private static final Set<String> LIMIT_MEMBERS = Set.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    private InferenceCallFuzz() {}

    /** The first byte chooses the endpoint. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        InferenceEndpoint endpoint = input.one(List.of(InferenceEndpoint.values()));
        byte[] body = input.rest();
        read(bytes, MalformedMessage.class, () -> InferenceCall.parse(endpoint, body))
                .ifPresent(call -> {
                    isBounded(call);
                    isPriced(call);
                    if (!endpoint.dialect().isForm()) {
                        saysTheSame(call, SecondReader.object(body));
                    }
                    equal(
                            call.mediaParts(),
                            Prompt.of(endpoint.dialect(), body).media(),
                            "whoever bounds and whoever counts see the same media");
                });
    }

    private static void isBounded(InferenceCall call) {
        holds(call.choices() >= 1 && call.choices() <= InferenceCall.MAX_CHOICES, "choices", call);
        holds(call.mediaParts() >= 0 && call.bodyBytes() >= 0, "what is read", call);
        call.completionLimit()
                .ifPresent(limit -> holds(limit >= 1 && limit <= InferenceCall.MAX_COMPLETION_LIMIT, "limit", call));
    }

    private static void isPriced(InferenceCall call) {
        Wei ceiling = CostCeiling.of(call, PRICES, LIMITS);
        Usage most = new Usage(
                UsageBounds.maxPromptTokens(call, LIMITS),
                UsageBounds.maxCompletionTokens(call, LIMITS, Long.MAX_VALUE / 2));
        holds(!PRICES.cost(most).isAbove(ceiling), "the most that can be billed is within the ceiling", call, ceiling);
        holds(!PRICES.request().isAbove(ceiling), "a ceiling pays for the request", ceiling);
    }

    private static void saysTheSame(InferenceCall call, Map<?, ?> second) {
        equal(call.model(), second.get("model"), "the model");
        if (call.stream() && !second.containsKey("stream_format")) {
            equal(true, second.get("stream"), "whether it streams");
        }
        call.completionLimit()
                .ifPresent(limit -> second.forEach((name, value) -> holds(
                        !LIMIT_MEMBERS.contains(name)
                                || value.equals(SecondReader.NULL)
                                || ((BigDecimal) value).compareTo(BigDecimal.valueOf(limit)) == 0,
                        "the limit",
                        name,
                        value,
                        limit)));
    }
}
