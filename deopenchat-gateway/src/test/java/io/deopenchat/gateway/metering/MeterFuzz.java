package io.deopenchat.gateway.metering;

import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.ModelLimits;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** Whatever a backend streams or answers is measured, and billed within what was asked for: never by bounds for want of a measure. */
final class MeterFuzz {
    private static final ModelLimits LIMITS = new ModelLimits(4_096, 64, 4_096, 1_024);
    private static final byte[] REQUEST =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}".getBytes(StandardCharsets.UTF_8);

    private MeterFuzz() {}

    /** The first byte chooses the endpoint, the second the form of the answer; what follows is the answer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        InferenceEndpoint endpoint = input.one(List.of(InferenceEndpoint.values()));
        if (endpoint.dialect().isForm()) {
            return;
        }
        int form = input.choice(6);
        InferenceCall call = new InferenceCall(
                endpoint, "m", form > 0, form > 3, OptionalLong.of(100), form == 5 ? 3 : 1, 0, REQUEST.length);
        byte[] answer = input.rest();
        isWithin(call, form == 0 ? new Meter(call, LIMITS, REQUEST).ofAnswer(answer) : streamed(call, form, answer));
    }

    private static Measured streamed(InferenceCall call, int form, byte[] stream) {
        Meter meter = new Meter(call, LIMITS, REQUEST);
        Buffer log = Buffer.buffer();
        for (SseFrame frame : new SseFramer(Integer.MAX_VALUE).feed(Buffer.buffer(stream))) {
            switch (meter.see(frame)) {
                case CONTENT, DONE -> log.appendBuffer(frame.bytes());
                case UNWANTED, ERROR -> {
                    // not in the byte log
                }
            }
        }
        return form % 2 == 1
                ? meter.ofWholeStream(log.getBytes())
                : meter.ofPartOfStream(log.getBytes(), meter.running());
    }

    private static void isWithin(InferenceCall call, Measured measured) {
        holds(measured.source() != UsageSource.BOUNDS, "the gateway can measure it", measured);
        holds(
                measured.usage().promptTokens() <= UsageBounds.maxPromptTokens(call, LIMITS)
                        && measured.usage().completionTokens() <= UsageBounds.maxCompletionTokens(call, LIMITS),
                "no more than was asked for",
                measured);
    }
}
