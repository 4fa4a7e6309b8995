package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How one family of calls looks on the wire: what bounds its cost, what its model reads, which text it delivers, what was
 * used, and when a stream of it is complete. Gateway and bridge ask the same one, so that what one bills the other owes.
 */
public sealed interface Dialect
        permits ChoicesDialect,
                InputDialect,
                ResponsesDialect,
                MessagesDialect,
                TokenCountDialect,
                TranscriptionDialect,
                SpeechDialect,
                ImagesDialect {
    String JSON = "application/json";

    /** @throws MalformedMessage unless the cost of the call can be bounded */
    InferenceCall parse(InferenceEndpoint endpoint, byte[] body);

    Output output();

    /** Whether tokens of the prompt are billed, and not the request alone. */
    default boolean countsPrompt() {
        return true;
    }

    /** Whether a request is a form with files in it, and not a JSON object. */
    default boolean isForm() {
        return false;
    }

    /** The same bytes but for the model, in a request that could be parsed. */
    default byte[] renamed(byte[] body, String model) {
        return isForm()
                ? MultipartForm.parse(body).with("model", model)
                : JsonEdit.set(body, "model", Json.text(TextNode.valueOf(model)));
    }

    /** The member that limits a completion under the name that every backend knows. */
    default Optional<String> limitMember() {
        return Optional.empty();
    }

    /** Whether a stream says what was used only where {@code stream_options} ask for it. */
    default boolean mustAskForUsage() {
        return false;
    }

    /** What of a request is counted where a backend does not say. */
    PromptMembers prompt();

    /** Whether an answer that is not streamed may have this type. */
    default boolean answersWith(String contentType) {
        return mediaType(contentType).equals(JSON);
    }

    /**
     * Whether an event is certainly content, without a look into it.
     *
     * @param data JSON text; within its strings every quotation mark is escaped
     */
    boolean isPlain(String data);

    EventKind kindOf(JsonNode event);

    /** The {@code data} of an event, if it can be taken apart. */
    default Optional<JsonNode> event(String data) {
        return AnswerJson.read(data.getBytes(StandardCharsets.UTF_8))
                        instanceof AnswerJson.Reading.Answer(JsonNode event)
                ? Optional.of(event)
                : Optional.empty();
    }

    /** Whether the {@code data} of an event is that of the last one; what is no event is not. */
    default boolean isEnd(String data) {
        return event(data).filter(event -> kindOf(event) == EventKind.END).isPresent();
    }

    /** Of an answer, or of an event of a stream. */
    ReportedUsage usageIn(JsonNode answer);

    /** What a model wrote, in an answer that is not streamed. */
    void textsOfAnswer(JsonNode answer, Consumer<String> text);

    /** What a model wrote of an answer that is no JSON. */
    default String plainText(byte[] answer) {
        return "";
    }

    /** What an event of a stream adds to the text. */
    void textsOfEvent(JsonNode event, Consumer<String> text);

    /** The event that ends a stream which cannot be completed, in a form that the clients of this family know. */
    default String errorEvent(ProtocolError error) {
        return "data: " + Json.text(error.toJson()) + "\n\n";
    }

    /** An error object of OpenAI in a form that the clients of this family know. */
    default ObjectNode errorBody(ObjectNode error) {
        return error;
    }

    /** Without parameters, in lower case. */
    static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    static boolean hasError(JsonNode answer) {
        return answer.hasNonNull("error");
    }

    static String type(JsonNode event) {
        return event.path("type").asText();
    }
}
