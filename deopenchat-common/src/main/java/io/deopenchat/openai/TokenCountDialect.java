package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Counts the tokens of a call of the Messages API. No model runs, so the price of a request pays for it and no token is
 * billed: whoever asks what a prompt costs does not pay for the prompt.
 */
record TokenCountDialect() implements Dialect {
    private static final ReportedUsage NO_TOKENS = new ReportedUsage(OptionalLong.of(0), OptionalLong.of(0));

    @Override
    public InferenceCall parse(InferenceEndpoint endpoint, byte[] body) {
        Parameters parameters = new Parameters(Json.parseCall(body));
        parameters.requireExactSpelling(MessagesDialect.PRICED_MEMBERS);
        return new InferenceCall(
                endpoint, parameters.requiredText("model"), false, false, OptionalLong.empty(), 1, 0, body.length);
    }

    @Override
    public Output output() {
        return Output.NONE;
    }

    @Override
    public boolean countsPrompt() {
        return false;
    }

    @Override
    public PromptMembers prompt() {
        return PromptMembers.ofTexts();
    }

    @Override
    public boolean isPlain(String data) {
        return true;
    }

    @Override
    public EventKind kindOf(JsonNode event) {
        return EventKind.CONTENT;
    }

    /** The count in the answer is what was asked for, and not what was used. */
    @Override
    public ReportedUsage usageIn(JsonNode answer) {
        return NO_TOKENS;
    }

    @Override
    public void textsOfAnswer(JsonNode answer, Consumer<String> text) {}

    @Override
    public void textsOfEvent(JsonNode event, Consumer<String> text) {}

    @Override
    public ObjectNode errorBody(ObjectNode error) {
        return Json.object().put("type", "error").setAll(error);
    }
}
