package io.deopenchat.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request as an application makes it that cannot run here, written down from the source that its first line names. What
 * every HTTP client adds (host, length) is not in it.
 *
 * @param headers name, value, name, value..
 */
record ReplayedRequest(String name, String method, String path, List<String> headers, String body) {
    private static final Path FOLDER = DemonstrationBackend.checkout()
            .resolve("deopenchat-bridge/src/test/resources/io/deopenchat/acceptance/replayed");

    static List<ReplayedRequest> all(String model) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(file -> read(file, model)).toList();
        }
    }

    private static ReplayedRequest read(Path file, String model) {
        try {
            String text = Files.readString(file).replace("{{model}}", model);
            String[] halves = text.split("\n\n", 2);
            List<String> head =
                    halves[0].lines().filter(line -> !line.startsWith("#")).toList();
            String[] target = head.getFirst().split(" ");
            String body = halves.length == 1 ? "" : halves[1];
            return new ReplayedRequest(
                    String.valueOf(file.getFileName()),
                    target[0],
                    target[1],
                    headers(head.subList(1, head.size())),
                    body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> headers(List<String> lines) {
        List<String> headers = new ArrayList<>();
        for (String line : lines) {
            headers.addAll(List.of(line.split(": ", 2)));
        }
        return headers;
    }

    private byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    boolean isCall() {
        return method.equals("POST");
    }

    ObjectNode json() {
        return Json.parseObject(bytes());
    }

    boolean streams() {
        return json().path("stream").asBoolean();
    }

    boolean asksForUsage() {
        return json().path("stream_options").path("include_usage").asBoolean();
    }

    /** @param baseUrl with {@code /v1} at its end, as the path of the request has it at its beginning */
    Http.Answer sentTo(String baseUrl) {
        return new Http()
                .send(method, baseUrl.substring(0, baseUrl.length() - "/v1".length()) + path, bytes(), headers);
    }

    @Override
    public String toString() {
        return name;
    }
}
