package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * What an answer, or one event of a stream, delivers: the text that a model wrote. Comments, white space and the JSON around
 * the text deliver nothing, however many bytes they are.
 */
public final class DeliveredText {
    private DeliveredText() {}

    /** Of an answer that is not streamed. */
    public static String inAnswer(Dialect dialect, byte[] body) {
        return AnswerReading.of(dialect, body).text();
    }

    /** Of the {@code data} of one event. */
    public static String inEvent(Dialect dialect, String data) {
        if (dialect.output() != Output.TEXT) {
            return "";
        }
        return switch (AnswerJson.read(data.getBytes(StandardCharsets.UTF_8))) {
            case AnswerJson.Reading.Answer(JsonNode event) -> textOf(dialect, event);
            case AnswerJson.Reading.TooMuch() -> data;
            case AnswerJson.Reading.NoObject() -> "";
        };
    }

    private static String textOf(Dialect dialect, JsonNode event) {
        StringBuilder text = new StringBuilder();
        dialect.textsOfEvent(event, text::append);
        return text.toString();
    }

    /** In UTF-8: no token is shorter than one of them. */
    public static long bytesOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
