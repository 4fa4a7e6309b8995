package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.Json;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Text in, sound out: a file, or with {@code stream_format: sse} a stream that ends with {@code speech.audio.done}. */
record SpeechDialect() implements Dialect {
    private static final Set<String> PRICED_MEMBERS = Set.of("model", "input", "instructions", "stream_format");
    private static final PromptMembers PROMPT = PromptMembers.ofTexts("input", "instructions");
    private static final String BYTES = "application/octet-stream";

    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        Parameters parameters = new Parameters(Json.parseCall(body));
        parameters.requireExactSpelling(PRICED_MEMBERS);
        return new InferenceCall(
                endpoint,
                parameters.requiredText("model"),
                isStream(parameters),
                false,
                OptionalLong.empty(),
                1,
                0,
                body.length);
    }

    private static boolean isStream(Parameters parameters) {
        Optional<String> format = parameters.get("stream_format").map(JsonNode::asText);
        if (format.isPresent() && !Set.of("sse", "audio").contains(format.get())) {
            throw parameters.wrong("stream_format", "must be sse or audio");
        }
        return format.equals(Optional.of("sse"));
    }

    @Override
    public Output output() {
        return Output.MEDIA;
    }

    @Override
    public PromptMembers prompt() {
        return PROMPT;
    }

    @Override
    public boolean answersWith(String contentType) {
        String type = Dialect.mediaType(contentType);
        return type.startsWith("audio/") || type.equals(BYTES);
    }

    @Override
    public boolean isPlain(String data) {
        return !data.contains("\"error\"") && !data.contains("speech.audio.done");
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        if (Dialect.type(event).equals("speech.audio.done")) {
            return EventKind.END;
        }
        return Dialect.hasError(event) ? EventKind.ERROR : EventKind.CONTENT;
    }

    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        return ReportedUsage.ofInputAndOutput(answer.path("usage"));
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {}

    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {}
}
