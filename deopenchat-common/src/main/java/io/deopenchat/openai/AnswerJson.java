package io.deopenchat.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Utf8;
import java.io.IOException;

/**
 * Reads what backends answer: deeper and longer than calls, because an answer repeats parts of its call inside of other
 * objects, and without the numbers that a call can ask for by the million (probabilities, embeddings) and nobody bills.
 */
final class AnswerJson {
    static final int MAX_DEPTH = 1_000;
    static final int MAX_NUMBER_LENGTH = 1_000;

    /** Read as it is: whatever it holds takes little room. */
    private static final int SHORT = 64 * 1_024;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private AnswerJson() {}

    /** What bytes are. */
    sealed interface Reading {
        record Answer(ObjectNode node) implements Reading {}

        /** JSON beyond a bound of depth, length or number. */
        record TooMuch() implements Reading {}

        record NoObject() implements Reading {}
    }

    static Reading read(byte[] utf8) {
        if (!Utf8.isWellFormed(utf8)) {
            return new Reading.NoObject();
        }
        try (JsonParser all = MAPPER.createParser(utf8)) {
            JsonNode node = MAPPER.readTree(utf8.length <= SHORT ? all : filtered(all));
            return node instanceof ObjectNode object && all.nextToken() == null
                    ? new Reading.Answer(object)
                    : new Reading.NoObject();
        } catch (StreamConstraintsException | AnswerFilter.TooMuch | NumberFormatException tooMuch) {
            // the last one of an exponent, for which the parser has no exception of its own
            return new Reading.TooMuch();
        } catch (IOException noJson) {
            return new Reading.NoObject();
        }
    }

    private static JsonParser filtered(JsonParser all) {
        return new FilteringParserDelegate(all, new AnswerFilter(), TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true);
    }
}
