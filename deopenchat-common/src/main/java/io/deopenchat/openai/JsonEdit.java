package io.deopenchat.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Sets members of a JSON object in its bytes. Everything else stays as it was written: number formats, order, unknown
 * members, escapes.
 */
public final class JsonEdit {
    /** As lenient as it can be: what may stand in the object was decided when it was parsed. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonEdit() {}

    /**
     * @param object a JSON object that was parsed before, without duplicate members
     * @param value JSON text
     */
    public static byte[] set(byte[] object, String member, String value) {
        try (JsonParser parser = JSON.createParser(object)) {
            parser.nextToken();
            int afterBrace = Math.toIntExact(parser.currentLocation().getByteOffset());
            boolean empty = true;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                empty = false;
                String name = parser.currentName();
                parser.nextToken();
                int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
                parser.finishToken();
                int end = Math.toIntExact(parser.currentLocation().getByteOffset());
                if (name.equals(member)) {
                    return splice(object, start, end, value);
                }
            }
            return splice(object, afterBrace, afterBrace, "\"" + member + "\":" + value + (empty ? "" : ","));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        }
    }

    private static byte[] splice(byte[] bytes, int start, int end, String replacement) {
        byte[] inserted = replacement.getBytes(StandardCharsets.UTF_8);
        byte[] result = Arrays.copyOf(bytes, start + inserted.length + bytes.length - end);
        System.arraycopy(inserted, 0, result, start, inserted.length);
        System.arraycopy(bytes, end, result, start + inserted.length, bytes.length - end);
        return result;
    }
}
