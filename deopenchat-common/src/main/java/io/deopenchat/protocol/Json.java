package io.deopenchat.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Strict JSON: no duplicate members (two readers would disagree about the value), nothing behind the object, bounded
 * depth and number length.
 */
public final class Json {
    public static final int MAX_DEPTH = 200;
    static final int MAX_NUMBER_LENGTH = 100;

    /**
     * Names, values, and beginnings and ends of objects and arrays of one text. A tree takes up to 128 bytes for each, so two
     * bytes of {@code []} would become a hundred without this bound. An answer of embeddings, which some servers write as
     * numbers, has more than a million.
     */
    static final int MAX_TOKENS = 2_000_000;

    /** The same for the body of a call, which anybody may have sent: some hundred times what the longest prompt has. */
    public static final int MAX_CALL_TOKENS = 1_000_000;

    private static final ObjectMapper MAPPER = mapper(MAX_TOKENS);
    private static final ObjectMapper CALL_MAPPER = mapper(MAX_CALL_TOKENS);

    private Json() {}

    private static ObjectMapper mapper(long maxTokens) {
        return new ObjectMapper(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        // else UTF-16 and UTF-32 would be recognized and read
                        .disable(JsonFactory.Feature.CHARSET_DETECTION)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxNumberLength(MAX_NUMBER_LENGTH)
                                .maxStringLength(Integer.MAX_VALUE)
                                .maxTokenCount(maxTokens)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** @throws MalformedMessage unless the bytes are exactly one JSON object in UTF-8 */
    public static ObjectNode parseObject(byte[] utf8) {
        return parse(MAPPER, utf8);
    }

    /**
     * The body of a call, which anybody may have sent.
     *
     * @throws MalformedMessage also if it has more than {@link #MAX_CALL_TOKENS}
     */
    public static ObjectNode parseCall(byte[] utf8) {
        return parse(CALL_MAPPER, utf8);
    }

    private static ObjectNode parse(ObjectMapper mapper, byte[] utf8) {
        if (!Utf8.isWellFormed(utf8)) {
            throw new MalformedMessage("not valid JSON: not UTF-8");
        }
        JsonNode node;
        try {
            node = mapper.readTree(utf8);
        } catch (StreamConstraintsException tooMuch) {
            throw new MalformedMessage(
                    "more JSON than is read: at most " + MAX_CALL_TOKENS + " names and values in a call, " + MAX_DEPTH
                            + " levels and " + MAX_NUMBER_LENGTH + " digits of a number");
        } catch (JsonProcessingException e) {
            throw new MalformedMessage("not valid JSON: " + e.getOriginalMessage());
        } catch (NumberFormatException tooManyDigits) {
            // of an exponent, for which the parser has no exception of its own
            throw new MalformedMessage("not valid JSON that can be read: a number with too large an exponent");
        } catch (IOException e) {
            throw new MalformedMessage("not valid JSON: " + e.getMessage());
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedMessage("expected a JSON object");
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /** For files that people read. */
    public static String pretty(JsonNode node) {
        return node.toPrettyString();
    }
}
