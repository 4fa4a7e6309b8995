package io.deopenchat.openai;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.protocol.MalformedMessage;
import java.util.List;

/** An event that is taken for content without a look is no end, no error and no usage; both sides see the same end. */
final class AnswerEventFuzz {
    private static final int MARK_BYTES = 3;

    private AnswerEventFuzz() {}

    /** The first byte chooses the endpoint. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        Dialect dialect = input.one(List.of(InferenceEndpoint.values())).dialect();
        String data = input.text();
        read(bytes, MalformedMessage.class, () -> DeliveredText.inEvent(dialect, data))
                .ifPresent(text -> holds(
                        DeliveredText.bytesOf(text) <= (long) MARK_BYTES * bytes.length,
                        "no more text than there are bytes",
                        text.length()));
        dialect.event(data).ifPresent(event -> {
            EventKind kind = dialect.kindOf(event);
            // a name may be spelled with escapes, which no server does: both sides pass that by without a look
            if (dialect.isPlain(data) && !data.contains("\\")) {
                holds(kind == EventKind.CONTENT, "a look finds no more", kind, data);
            }
            holds(dialect.isEnd(data) == (kind == EventKind.END), "one end", kind, data);
            dialect.usageIn(event).usage().ifPresent(usage -> holds(usage.completionTokens() >= 0, "usage", usage));
        });
    }
}
