package io.deopenchat.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.Bridge;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An application that talks to a bridge in OpenAI's language, and a look at the bridge's journal. */
final class BridgeActor {
    private final Bridge bridge;
    private final Path stateDirectory;
    private final Http http = new Http();

    BridgeActor(Bridge bridge, Path stateDirectory) {
        this.bridge = bridge;
        this.stateDirectory = stateDirectory;
    }

    String baseUrl() {
        return "http://127.0.0.1:" + bridge.port() + "/v1";
    }

    Http.Answer chats(String model, String prompt) {
        return http.postJson(baseUrl() + "/chat/completions", Json.text(chat(model, prompt)));
    }

    Http.Answer streams(String model, String prompt) {
        return http.postJson(
                baseUrl() + "/chat/completions", Json.text(chat(model, prompt).put("stream", true)));
    }

    /** For an application that will leave in the middle. */
    CutStream streamsToCut(String model, String prompt) throws IOException {
        return CutStream.post(
                baseUrl() + "/chat/completions",
                Json.bytes(chat(model, prompt).put("stream", true)),
                List.of("content-type", "application/json"));
    }

    Http.Answer embeds(String model, String input) {
        return http.postJson(
                baseUrl() + "/embeddings",
                Json.text(Json.object().put("model", model).put("input", input)));
    }

    static ObjectNode chat(String model, String prompt) {
        ObjectNode body = Json.object().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return body.put("max_tokens", 64);
    }

    /** The rounds in the journal, oldest first. */
    List<ObjectNode> journal() {
        return journal(stateDirectory);
    }

    /** The same of a bridge in another process. */
    static List<ObjectNode> journal(Path stateDirectory) {
        try (Stream<Path> files = Files.list(stateDirectory)) {
            return files.filter(file -> file.toString().endsWith(AccountId.FILE_SUFFIX))
                    .flatMap(BridgeActor::rounds)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<ObjectNode> rounds(Path file) {
        try (Journal journal = Journal.openReadOnly(file)) {
            return journal.newest(Integer.MAX_VALUE).stream().map(Round::toJson).toList().stream();
        }
    }

    /** Waits until that many rounds are confirmed. */
    void hasConfirmed(int rounds) {
        Eventually.holds(rounds + " rounds confirmed", () -> confirmed() >= rounds);
    }

    private long confirmed() {
        return journal().stream()
                .filter(round -> round.path("state").asText().equals("confirmed"))
                .count();
    }

    /** Waits until that many rounds are kept for applications that stopped waiting. */
    void holds(int rounds) {
        Eventually.holds(rounds + " rounds held", () -> bridge.heldRounds() == rounds);
    }

    void stops() {
        bridge.close();
    }
}
