package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * What a whole answer says.
 *
 * @param text what a model wrote; all of an answer that is too much to be taken apart, because a call can bring that about
 */
public record AnswerReading(String text, ReportedUsage usage) {
    public static AnswerReading of(Dialect dialect, byte[] body) {
        return switch (AnswerJson.read(body)) {
            case AnswerJson.Reading.Answer(JsonNode answer) ->
                new AnswerReading(textOf(dialect, answer), dialect.usageIn(answer));
            case AnswerJson.Reading.TooMuch() ->
                new AnswerReading(
                        dialect.output() == Output.TEXT ? new String(body, StandardCharsets.UTF_8) : "",
                        ReportedUsage.NOTHING);
            case AnswerJson.Reading.NoObject() -> new AnswerReading(dialect.plainText(body), ReportedUsage.NOTHING);
        };
    }

    private static String textOf(Dialect dialect, JsonNode answer) {
        if (dialect.output() != Output.TEXT) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        dialect.textsOfAnswer(answer, text::append);
        return text.toString();
    }
}
