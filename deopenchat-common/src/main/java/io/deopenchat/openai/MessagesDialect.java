package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** The Messages API of Anthropic. A stream says first what was read, last what was written, and ends with {@code message_stop}. */
record MessagesDialect() implements Dialect {
    static final Set<String> PRICED_MEMBERS =
            Set.of("model", "stream", "max_tokens", "messages", "system", "thinking", "n", "best_of");

    private static final PromptMembers PROMPT =
            new PromptMembers(List.of("system", "messages"), List.of("tools"), "messages");

    private static final Set<String> WRITTEN = Set.of("text", "thinking", "name");

    /** What was read from a cache, or into one, is not among the input tokens here, as it is with OpenAI. */
    private static final List<String> BESIDE_INPUT = List.of("cache_read_input_tokens", "cache_creation_input_tokens");

    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        Parameters parameters = new Parameters(Json.parseCall(body));
        parameters.requireExactSpelling(PRICED_MEMBERS);
        parameters.refuseAliases();
        UnpricedWork.refuseIn(parameters);
        parameters.refuse(
                Set.of("max_completion_tokens", "max_output_tokens"), "is no parameter of messages; use max_tokens");
        parameters.requireOneAnswer();
        OptionalLong limit = parameters.tokenLimit("max_tokens");
        if (limit.isEmpty()) {
            throw parameters.wrong("max_tokens", "is required: the most tokens that the answer may have");
        }
        requireBoundedThoughts(parameters, limit.getAsLong());
        return new InferenceCall(
                endpoint,
                parameters.requiredText("model"),
                parameters.flag("stream"),
                false,
                limit,
                1,
                parameters.mediaParts(PROMPT),
                body.length);
    }

    /** Thoughts are output tokens: those that are not in the limit would not be paid. */
    private static void requireBoundedThoughts(Parameters parameters, long limit) {
        Parameters thinking = parameters.object("thinking");
        thinking.requireExactSpelling(Set.of("budget_tokens"));
        thinking.wholeNumber("budget_tokens", 1, limit);
    }

    @Override
    public Output output() {
        return Output.TEXT;
    }

    @Override
    public Optional<String> limitMember() {
        return Optional.of("max_tokens");
    }

    @Override
    public PromptMembers prompt() {
        return PROMPT;
    }

    @Override
    public boolean isPlain(String data) {
        return !data.contains("\"usage\"") && !data.contains("\"error\"") && !data.contains("message_stop");
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        return switch (Dialect.type(event)) {
            case "message_stop" -> EventKind.END;
            case "error" -> EventKind.ERROR;
            default -> Dialect.hasError(event) ? EventKind.ERROR : EventKind.CONTENT;
        };
    }

    /** The output tokens of {@code message_start} are those of the beginning alone, and say nothing of what follows. */
    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        boolean beginning = answer.has("message");
        JsonNode usage = beginning ? answer.path("message").path("usage") : answer.path("usage");
        return new ReportedUsage(
                inputTokens(usage), beginning ? OptionalLong.empty() : ReportedUsage.count(usage, "output_tokens"));
    }

    private static OptionalLong inputTokens(JsonNode usage) {
        OptionalLong input = ReportedUsage.count(usage, "input_tokens");
        if (input.isEmpty()) {
            return input;
        }
        long all = input.getAsLong();
        for (String member : BESIDE_INPUT) {
            long more = ReportedUsage.count(usage, member).orElse(0);
            all = more > Long.MAX_VALUE - all ? Long.MAX_VALUE : all + more;
        }
        return OptionalLong.of(all);
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {
        answer.path("content").forEach(block -> textsOfBlock(block, text));
    }

    /** The input of a tool is JSON that the model wrote, with its names and numbers. */
    private static void textsOfBlock(JsonNode block, Consumer<String> text) {
        for (String member : WRITTEN) {
            if (block.path(member).isTextual()) {
                text.accept(block.path(member).textValue());
            }
        }
        if (!block.path("input").isEmpty()) {
            text.accept(Json.text(block.path("input")));
        }
    }

    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {
        textsOfBlock(event.path("content_block"), text);
        JsonNode delta = event.path("delta");
        for (String member : List.of("text", "thinking", "partial_json")) {
            if (delta.path(member).isTextual()) {
                text.accept(delta.path(member).textValue());
            }
        }
    }

    @Override
    public String errorEvent(ProtocolError error) {
        return "event: error\ndata: " + Json.text(errorBody(error.toJson())) + "\n\n";
    }

    @Override
    public ObjectNode errorBody(ObjectNode error) {
        return Json.object().put("type", "error").setAll(error);
    }
}
