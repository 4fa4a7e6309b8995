package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the members of a JSON object in their wire forms: hexadecimal in lower case, every number of money, tokens, time
 * or sequence a canonical decimal string. Unknown members are left alone. Every failure is a {@link MalformedMessage} that
 * names the member.
 */
public final class WireObject {
    private static final Pattern CANONICAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final ObjectNode node;

    public WireObject(ObjectNode node) {
        this.node = node;
    }

    public static WireObject parse(byte[] utf8) {
        return new WireObject(Json.parseObject(utf8));
    }

    public ObjectNode node() {
        return node;
    }

    public String text(String member) {
        JsonNode value = node.get(member);
        if (value == null || !value.isTextual()) {
            throw new MalformedMessage("member '" + member + "' must be a string");
        }
        return value.textValue();
    }

    public Address address(String member) {
        return read(member, Address::parse);
    }

    public Bytes32 bytes32(String member) {
        return read(member, Bytes32::parse);
    }

    public Signature signature(String member) {
        return read(member, Signature::parse);
    }

    public Wei wei(String member) {
        return read(member, Wei::parseCanonical);
    }

    public TokenPrice tokenPrice(String member) {
        return new TokenPrice(wei(member));
    }

    /** A count, time or sequence: 0 to 2^63 - 1. */
    public long number(String member) {
        return read(member, WireObject::parseNumber);
    }

    /**
     * The sequence in a path, by the rule of those in messages.
     *
     * @throws MalformedMessage if it is spelled otherwise, or is not below 2^63
     */
    public static long sequence(String text) {
        return wellFormed("sequence", () -> parseNumber(text));
    }

    public WireObject object(String member) {
        return optionalObject(member)
                .orElseThrow(() -> new MalformedMessage("member '" + member + "' must be an object"));
    }

    /** Empty when the member is absent or null. */
    public Optional<WireObject> optionalObject(String member) {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode object) {
            return Optional.of(new WireObject(object));
        }
        throw new MalformedMessage("member '" + member + "' must be an object");
    }

    public List<WireObject> objects(String member) {
        return elements(member, Integer.MAX_VALUE, element -> {
            if (element instanceof ObjectNode object) {
                return new WireObject(object);
            }
            throw new IllegalArgumentException("expected objects");
        });
    }

    public List<Long> numbers(String member, int atMost) {
        return elements(member, atMost, element -> {
            if (!element.isTextual()) {
                throw new IllegalArgumentException("expected decimal strings");
            }
            return parseNumber(element.textValue());
        });
    }

    private <T> List<T> elements(String member, int atMost, Function<JsonNode, T> reader) {
        if (!(node.get(member) instanceof ArrayNode array) || array.size() > atMost) {
            throw new MalformedMessage("member '" + member + "' must be an array of at most " + atMost + " elements");
        }
        List<T> elements = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            elements.add(wellFormed(member, () -> reader.apply(element)));
        }
        return List.copyOf(elements);
    }

    private <T> T read(String member, Function<String, T> reader) {
        String text = text(member);
        return wellFormed(member, () -> reader.apply(text));
    }

    /** Runs a constructor of a checked type; what it refuses is the other side's mistake. */
    static <T> T wellFormed(String what, java.util.function.Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedMessage("'" + what + "': " + e.getMessage());
        }
    }

    private static long parseNumber(String text) {
        if (!CANONICAL.matcher(text).matches()) {
            throw new IllegalArgumentException("expected a canonical decimal number below 2^63");
        }
        return Long.parseLong(text);
    }
}
