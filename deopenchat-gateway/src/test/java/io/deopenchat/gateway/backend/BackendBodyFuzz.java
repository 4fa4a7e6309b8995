package io.deopenchat.gateway.backend;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.fuzz.SecondReader;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The backend is asked for what the client signed: the same call, with the limit that the ceiling was computed with. */
final class BackendBodyFuzz {
    private static final ModelLimits LIMITS = new ModelLimits(4_096, 64, 4_096, 1_024);

    private BackendBodyFuzz() {}

    /** The first byte chooses the endpoint. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        InferenceEndpoint endpoint = input.one(List.of(InferenceEndpoint.values()));
        byte[] body = input.rest();
        read(bytes, MalformedMessage.class, () -> InferenceCall.parse(endpoint, body))
                .ifPresent(call -> {
                    byte[] sent = BackendBody.renamed(BackendBody.of(body, call, LIMITS), call, "renamed");
                    InferenceCall again = InferenceCall.parse(endpoint, sent);
                    equal("renamed", again.model(), "the backend's name of the model");
                    equal(List.of(call.stream(), call.choices(), call.mediaParts()), shape(again), "the same call");
                    if (!endpoint.dialect().isForm()) {
                        saysTheSame(call, SecondReader.object(body), new HashMap<>(SecondReader.object(sent)));
                    }
                });
    }

    private static List<Object> shape(InferenceCall call) {
        return List.of(call.stream(), call.choices(), call.mediaParts());
    }

    private static void saysTheSame(InferenceCall call, Map<?, ?> body, Map<Object, Object> sent) {
        call.dialect().limitMember().ifPresent(member -> {
            long limit = call.completionLimit().orElse(LIMITS.maxOutputTokens());
            Object read = sent.remove(member);
            holds(
                    read instanceof BigDecimal number
                            && BigDecimal.valueOf(limit).compareTo(number) == 0,
                    "a second reader finds the limit",
                    read);
        });
        if (call.stream() && call.dialect().mustAskForUsage()) {
            holds(
                    sent.remove("stream_options") instanceof Map<?, ?> options
                            && Boolean.TRUE.equals(options.get("include_usage")),
                    "usage is asked for");
        }
        equal("renamed", sent.remove("model"), "a second reader finds the model");
        sent.forEach((name, value) -> equal(body.get(name), value, "nothing else changed"));
    }
}
