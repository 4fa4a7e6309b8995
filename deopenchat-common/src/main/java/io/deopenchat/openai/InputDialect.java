package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Embeddings and rankings: they read and write nothing. */
record InputDialect() implements Dialect {
    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        ObjectNode call = Json.parseCall(body);
        InferenceCall read = ChoicesDialect.read(endpoint, call, body.length, false);
        return isRanking(endpoint) ? read.readingMore(Ranking.of(call).bytesReadAgain()) : read;
    }

    private static boolean isRanking(InferenceEndpoint endpoint) {
        return endpoint == InferenceEndpoint.RERANK;
    }

    @Override
    public Output output() {
        return Output.NONE;
    }

    @Override
    public PromptMembers prompt() {
        return ChoicesDialect.PROMPT;
    }

    @Override
    public boolean isPlain(String data) {
        return true;
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        return EventKind.CONTENT;
    }

    /** Most servers report rankings as the total alone. */
    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        boolean totalAlone = answer.has("results") && !usage.has("prompt_tokens");
        return ReportedUsage.orNothing(
                ReportedUsage.count(usage, totalAlone ? "total_tokens" : "prompt_tokens"), OptionalLong.empty());
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {}

    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {}
}
