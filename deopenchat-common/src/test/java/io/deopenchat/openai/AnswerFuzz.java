package io.deopenchat.openai;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ModelLimits;
import java.util.List;
import java.util.OptionalLong;

/** Whatever a backend answers, in whichever dialect: its usage is none or not negative, its text no longer than it is. */
final class AnswerFuzz {
    private static final ModelLimits LIMITS = new ModelLimits(4_096, 64, 4_096, 1_024);

    /** A byte that is no text becomes a mark of three. */
    private static final int MARK_BYTES = 3;

    private AnswerFuzz() {}

    /** The first byte chooses the endpoint. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        InferenceEndpoint endpoint = input.one(List.of(InferenceEndpoint.values()));
        byte[] body = input.rest();
        read(bytes, MalformedMessage.class, () -> AnswerReading.of(endpoint.dialect(), body))
                .ifPresent(answer -> isBounded(endpoint, answer, body));
    }

    private static void isBounded(InferenceEndpoint endpoint, AnswerReading answer, byte[] body) {
        long textBytes = DeliveredText.bytesOf(answer.text());
        holds(
                textBytes <= (long) MARK_BYTES * body.length,
                "no more text than there are bytes",
                textBytes,
                body.length);
        answer.usage().usage().ifPresent(usage -> holds(usage.promptTokens() >= 0, "no tokens below nothing", usage));
        InferenceCall call = new InferenceCall(endpoint, "m", false, false, OptionalLong.empty(), 1, 0, 100);
        long most = UsageBounds.maxCompletionTokens(call, LIMITS, textBytes);
        holds(most >= 0 && most <= UsageBounds.maxCompletionTokens(call, LIMITS), "bounds of what is billed", most);
    }
}
