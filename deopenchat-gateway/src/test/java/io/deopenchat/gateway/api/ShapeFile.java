package io.deopenchat.gateway.api;

import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.money.Usage;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one family of response shapes; how such a file is written is told in docs/fidelity.md. */
final class ShapeFile {
    private static final Pattern BEGINNING_OF_A_SHAPE = Pattern.compile("(?m)^=== ");
    private static final Pattern BODY = Pattern.compile("(?m)^--- (answer|stream)\n");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^define («[^»]+») (.*)$");
    private static final Pattern FIELD = Pattern.compile("(?m)^([a-z]+): (.*)$");
    private static final Pattern RAW_BYTES = Pattern.compile("⟨([0-9A-F ]+)⟩");
    private static final Pattern LEFT_OUT_BY_THE_GATEWAY = Pattern.compile("(?s)␡.*?\n\n");
    private static final String END_OF_THE_BACKEND = "␄";

    private final String family;
    private final Map<String, String> defined = new HashMap<>(Map.of("«model»", Offer.MODEL));

    private ShapeFile(String family) {
        this.family = family;
    }

    static Stream<ResponseShape> read(Path directory, String file) throws IOException {
        return new ShapeFile(file).read(Files.readString(directory.resolve(file)));
    }

    private Stream<ResponseShape> read(String text) {
        String[] sections = BEGINNING_OF_A_SHAPE.split(text);
        DEFINITION.matcher(sections[0]).results().forEach(line -> defined.put(line.group(1), expanded(line.group(2))));
        return Stream.of(sections).skip(1).map(this::shape);
    }

    private String expanded(String text) {
        String result = text;
        for (Map.Entry<String, String> word : defined.entrySet()) {
            result = result.replace(word.getKey(), word.getValue());
        }
        return result;
    }

    private ResponseShape shape(String section) {
        Matcher body = BODY.matcher(section);
        String name = family + " " + section.lines().findFirst().orElseThrow();
        if (!body.find()) {
            throw new IllegalArgumentException(name + " has neither '--- answer' nor '--- stream'");
        }
        Fields fields = Fields.of(name, section.substring(0, body.start()));
        boolean stream = body.group(1).equals("stream");
        String text = ending(expanded(section.substring(body.end())), stream);
        return new ResponseShape(
                name,
                fields.required("source"),
                fields.required("endpoint"),
                expanded(fields.required("request")),
                stream,
                fields.contentType(stream ? "text/event-stream" : "application/json"),
                bytes(fields.lineEnds(text.replace("␡", "").split(END_OF_THE_BACKEND, 2)[0])),
                bytes(fields.lineEnds(passed(text))),
                fields.usage());
    }

    /** Blank lines before the next shape are for the eye: a stream ends with one, an answer with its last character. */
    private static String ending(String text, boolean stream) {
        String end = stream && !text.contains(END_OF_THE_BACKEND) ? "\n\n" : "";
        return text.stripTrailing() + end;
    }

    private static String passed(String text) {
        return LEFT_OUT_BY_THE_GATEWAY.matcher(text).replaceAll("").replace(END_OF_THE_BACKEND, "");
    }

    private static Buffer bytes(String text) {
        String marked = text.replace('␍', '\r').replace('␊', '\n');
        Buffer bytes = Buffer.buffer();
        int written = 0;
        for (Matcher raw = RAW_BYTES.matcher(marked); raw.find(); written = raw.end()) {
            bytes.appendString(marked.substring(written, raw.start()));
            bytes.appendBytes(HexFormat.ofDelimiter(" ").parseHex(raw.group(1)));
        }
        return bytes.appendString(marked.substring(written));
    }

    /** What is said about a shape before its body. */
    private record Fields(String shape, Map<String, String> values) {
        static Fields of(String shape, String head) {
            Map<String, String> values = new HashMap<>();
            FIELD.matcher(head).results().forEach(field -> values.put(field.group(1), field.group(2)));
            return new Fields(shape, values);
        }

        String required(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(shape + " has no '" + name + ":'");
            }
            return value;
        }

        @Nullable
        String contentType(String usual) {
            String type = values.getOrDefault("type", usual);
            return type.equals("none") ? null : type;
        }

        String lineEnds(String text) {
            return switch (values.getOrDefault("lines", "lf")) {
                case "lf" -> text;
                case "crlf" -> text.replace("\n", "\r\n");
                case "cr" -> text.replace('\n', '\r');
                case String other -> throw new IllegalArgumentException(shape + " has lines that end with " + other);
            };
        }

        /** Prompt and completion tokens, or {@code none}. */
        Optional<Usage> usage() {
            if (required("usage").equals("none")) {
                return Optional.empty();
            }
            List<Long> counts =
                    Stream.of(required("usage").split(" ")).map(Long::valueOf).toList();
            return Optional.of(new Usage(counts.getFirst(), counts.getLast()));
        }
    }
}
