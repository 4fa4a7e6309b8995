package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Chat and text completions: an answer is a list of choices, a stream ends with {@code [DONE]}. */
record ChoicesDialect() implements Dialect {
    /** What the price of a call depends on. */
    private static final Set<String> PRICED_MEMBERS = Set.of(
            "model",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "best_of",
            "prompt",
            "messages",
            "input");

    static final PromptMembers PROMPT = new PromptMembers(
            List.of("messages", "prompt", "input", "suffix", "query", "documents", "chat_template"),
            List.of("tools", "functions", "response_format", "chat_template_kwargs"),
            "messages");

    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        return read(endpoint, Json.parseCall(body), body.length, true);
    }

    static InferenceCall read(InferenceEndpoint endpoint, ObjectNode call, int bytes, boolean hasOutput) {
        Parameters parameters = new Parameters(call);
        parameters.requireExactSpelling(PRICED_MEMBERS);
        if (hasOutput) {
            parameters.refuseAliases();
            UnpricedWork.refuseIn(parameters);
            parameters.refuse(Set.of("max_output_tokens"), "is a parameter of responses; use max_completion_tokens");
        }
        parameters.object("stream_options").requireExactSpelling(Set.of("include_usage"));
        return new InferenceCall(
                endpoint,
                parameters.requiredText("model"),
                hasOutput && parameters.flag("stream"),
                parameters.object("stream_options").flag("include_usage"),
                completionLimit(parameters),
                hasOutput ? choices(endpoint, parameters) : 1,
                parameters.mediaParts(PROMPT),
                bytes);
    }

    private static OptionalLong completionLimit(Parameters parameters) {
        OptionalLong newName = parameters.tokenLimit("max_completion_tokens");
        OptionalLong oldName = parameters.tokenLimit("max_tokens");
        if (newName.isPresent() && oldName.isPresent() && newName.getAsLong() != oldName.getAsLong()) {
            throw parameters.wrong("max_tokens", "must equal max_completion_tokens where both are given");
        }
        return newName.isPresent() ? newName : oldName;
    }

    private static int choices(InferenceEndpoint endpoint, Parameters parameters) {
        long candidates = Math.max(parameters.choices("n"), parameters.choices("best_of"));
        long choices = candidates * (endpoint == InferenceEndpoint.COMPLETIONS ? numberOfPrompts(parameters) : 1);
        if (choices > InferenceCall.MAX_CHOICES) {
            throw parameters.wrong("n", "times the number of prompts must be at most " + InferenceCall.MAX_CHOICES);
        }
        return (int) choices;
    }

    /** A prompt is a string or an array of token numbers; an array of either is several. */
    private static int numberOfPrompts(Parameters parameters) {
        JsonNode prompt = parameters.get("prompt").orElse(null);
        if (prompt == null || !prompt.isArray() || isTokens(prompt)) {
            return 1;
        }
        if (prompt.isEmpty() || prompt.size() > InferenceCall.MAX_CHOICES) {
            throw parameters.wrong("prompt", "must hold 1 to " + InferenceCall.MAX_CHOICES + " prompts");
        }
        return prompt.size();
    }

    private static boolean isTokens(JsonNode prompt) {
        for (JsonNode element : prompt) {
            if (!element.isNumber()) {
                return false;
            }
        }
        return !prompt.isEmpty();
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
    public boolean mustAskForUsage() {
        return true;
    }

    @Override
    public PromptMembers prompt() {
        return PROMPT;
    }

    @Override
    public boolean isPlain(String data) {
        return !data.contains("\"usage\"") && !data.contains("\"error\"");
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        if (Dialect.hasError(event)) {
            return EventKind.ERROR;
        }
        boolean usageOnly = event.hasNonNull("usage") && event.path("choices").isEmpty();
        return usageOnly ? EventKind.USAGE : EventKind.CONTENT;
    }

    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        return ReportedUsage.orNothing(
                ReportedUsage.count(usage, "prompt_tokens"), ReportedUsage.count(usage, "completion_tokens"));
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {
        textsOfChoices(answer, text);
    }

    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {
        textsOfChoices(event, text);
    }

    /** Whatever strings a choice delivers, under whichever names: reasoning and tool calls have several. */
    static void textsOfChoices(JsonNode answer, Consumer<String> text) {
        for (JsonNode choice : answer.path("choices")) {
            for (String place : List.of("message", "delta", "text")) {
                Strings.allIn(choice.path(place), "role", text);
            }
        }
    }
}
