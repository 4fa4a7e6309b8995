package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Things that must not be found where somebody looks for them, in whatever writing. */
final class Canaries {
    private final Map<String, String> writings = new LinkedHashMap<>();

    /** A text of which no part of 16 letters is found anywhere else. */
    Canaries text(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writings.put(name, text);
        return written(name, bytes);
    }

    /** The bytes of a secret key. */
    Canaries key(String name, byte[] bytes) {
        writings.put(name + " in decimal", new BigInteger(1, bytes).toString());
        writings.put(name + " as a list", list(bytes));
        return written(name, bytes);
    }

    private Canaries written(String name, byte[] bytes) {
        writings.put(name + " in hex", HexFormat.of().formatHex(bytes));
        // the last letters depend on what follows
        writings.put(
                name + " in base64", Base64.getEncoder().encodeToString(bytes).substring(0, bytes.length * 4 / 3 - 2));
        return this;
    }

    private static String list(byte[] bytes) {
        return Stream.iterate(0, i -> i < bytes.length, i -> i + 1)
                .map(i -> Byte.toString(bytes[i]))
                .toList()
                .toString();
    }

    void areNotIn(String where, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        writings.forEach((name, writing) -> assertThat(text.contains(writing.toLowerCase(Locale.ROOT)))
                .as("%s in %s", name, where)
                .isFalse());
    }

    void areNotIn(String where, List<String> lines) {
        areNotIn(where, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** In no file of the directory. */
    void areNotIn(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile).forEach(this::areNotInFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void areNotInFile(Path file) {
        try {
            areNotIn(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
