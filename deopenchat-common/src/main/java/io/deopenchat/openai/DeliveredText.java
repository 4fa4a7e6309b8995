package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import java.nio.charset.StandardCharsets;

/**
 * What an answer, or one event of a stream, delivers: the text in its choices. Comments, white space and the JSON around the
 * text deliver nothing, however many bytes they are.
 */
public final class DeliveredText {
    private DeliveredText() {}

    /** Bytes of all texts in the choices, in UTF-8; zero if this is not what an OpenAI API answers. */
    public static long bytesIn(byte[] json) {
        try {
            return bytesIn(Json.parseObject(json));
        } catch (MalformedMessage noAnswer) {
            return 0;
        }
    }

    /** The same for the {@code data} of an event. */
    public static long bytesIn(String json) {
        return bytesIn(json.getBytes(StandardCharsets.UTF_8));
    }

    private static long bytesIn(JsonNode answer) {
        long bytes = 0;
        for (JsonNode choice : answer.path("choices")) {
            bytes += stringsIn(choice.path("message"))
                    + stringsIn(choice.path("delta"))
                    + stringsIn(choice.path("text"));
        }
        return bytes;
    }

    private static long stringsIn(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().getBytes(StandardCharsets.UTF_8).length;
        }
        long bytes = 0;
        for (JsonNode child : node) {
            bytes += stringsIn(child);
        }
        return bytes;
    }
}
