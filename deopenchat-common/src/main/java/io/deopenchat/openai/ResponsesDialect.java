package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The Responses API, without state: nobody keeps an answer for the next call. A stream is complete with
 * {@code response.completed} or {@code response.incomplete}.
 */
record ResponsesDialect() implements Dialect {
    private static final Set<String> PRICED_MEMBERS = Set.of(
            "model",
            "stream",
            "max_output_tokens",
            "input",
            "previous_response_id",
            "conversation",
            "prompt",
            "previous_input_messages",
            "n",
            "best_of",
            "store",
            "background");

    /** What a model would read that is not in the request. */
    private static final List<String> KEPT_ELSEWHERE =
            List.of("previous_response_id", "conversation", "prompt", "previous_input_messages");

    private static final List<String> TO_BE_KEPT = List.of("store", "background");

    private static final PromptMembers PROMPT =
            new PromptMembers(List.of("instructions", "input"), List.of("tools", "text"), "input");

    /** Members of an item that a model wrote; the others are its identity. */
    private static final Set<String> WRITTEN = Set.of("text", "refusal", "name", "arguments", "input", "code");

    private static final String COMPLETED = "response.completed";
    private static final String INCOMPLETE = "response.incomplete";
    private static final String FAILED = "response.failed";

    /** One may come without the response that belongs into it. */
    private static final List<String> ENDS = List.of(COMPLETED, INCOMPLETE, FAILED);

    private static final String DELTA = ".delta";
    private static final String SOUND = "audio.delta";

    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        Parameters parameters = new Parameters(Json.parseCall(body));
        parameters.requireExactSpelling(PRICED_MEMBERS);
        parameters.refuseAliases();
        UnpricedWork.refuseIn(parameters);
        parameters.refuse(Set.of("max_completion_tokens"), "is a parameter of chats; use max_output_tokens");
        parameters.requireOneAnswer();
        refuseState(parameters);
        return new InferenceCall(
                endpoint,
                parameters.requiredText("model"),
                parameters.flag("stream"),
                false,
                parameters.tokenLimit("max_output_tokens"),
                1,
                parameters.mediaParts(PROMPT),
                body.length);
    }

    private static void refuseState(Parameters parameters) {
        for (String member : KEPT_ELSEWHERE) {
            if (parameters.get(member).isPresent()) {
                throw parameters.unsupported(
                        member, "names what is kept elsewhere; send the whole conversation as input");
            }
        }
        for (String member : TO_BE_KEPT) {
            if (parameters.flag(member)) {
                throw parameters.unsupported(member, "must be false: no answer is kept for a later call");
            }
        }
    }

    @Override
    public Output output() {
        return Output.TEXT;
    }

    @Override
    public Optional<String> limitMember() {
        return Optional.of("max_output_tokens");
    }

    @Override
    public PromptMembers prompt() {
        return PROMPT;
    }

    @Override
    public boolean isPlain(String data) {
        return !data.contains("\"response\"")
                && !data.contains("\"error\"")
                && ENDS.stream().noneMatch(data::contains);
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        return switch (Dialect.type(event)) {
            case COMPLETED, INCOMPLETE -> EventKind.END;
            case FAILED, "error" -> EventKind.ERROR;
            default -> Dialect.hasError(event) ? EventKind.ERROR : EventKind.CONTENT;
        };
    }

    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        JsonNode response = answer.has("response") ? answer.path("response") : answer;
        return ReportedUsage.ofInputAndOutput(response.path("usage"));
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {
        Strings.inMembers(answer.path("output"), WRITTEN, text);
    }

    /** What later events repeat of it (done items, the whole response) is not delivered twice. */
    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {
        String type = Dialect.type(event);
        if (type.endsWith(DELTA) && !type.endsWith(SOUND) && event.path("delta").isTextual()) {
            text.accept(event.path("delta").textValue());
        }
    }

    @Override
    public String errorEvent(ProtocolError error) {
        ObjectNode event = Json.object()
                .put("type", "error")
                .put("code", error.code().code())
                .put("message", error.message())
                .put("param", error.param());
        return "event: error\ndata: " + Json.text(event.setAll(error.toJson())) + "\n\n";
    }
}
