package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model reads of a call. Whoever bounds, counts or judges it takes it from here: what one of them does not see, the
 * others do not miss.
 *
 * @param texts in order; the names in what is handed over as a schema are among them. Left out are the words of the API (a
 *     role, a kind, an id) and the bytes and addresses of media
 * @param numbers each of which may be a token
 * @param media images, sounds, videos and files
 * @param turns that a chat template puts marks around
 * @param isTokens whether some of it is given as token numbers, which only the model can read
 */
public record Prompt(List<String> texts, long numbers, int media, int turns, boolean isTokens) {
    /** @param body a call that could be {@link InferenceCall#parse parsed} */
    public static Prompt of(Dialect dialect, byte[] body) {
        return dialect.isForm()
                ? ofForm(dialect.prompt(), MultipartForm.parse(body))
                : of(dialect.prompt(), Json.parseObject(body));
    }

    private static Prompt ofForm(PromptMembers members, MultipartForm form) {
        List<String> texts = members.texts().stream()
                .map(form::text)
                .flatMap(Optional::stream)
                .toList();
        return new Prompt(texts, 0, form.files(), 0, false);
    }

    static Prompt of(PromptMembers members, JsonNode body) {
        PromptWalk walk = new PromptWalk();
        members.texts().forEach(member -> walk.prompt(body.path(member)));
        members.schemas().forEach(member -> walk.schema(body.path(member)));
        return new Prompt(
                walk.texts(),
                walk.numbers(),
                walk.media(),
                body.path(members.turns()).size(),
                members.texts().stream().map(body::path).anyMatch(Prompt::isTokens));
    }

    /** A number that only arrays hold stands for a token; one that is a member of something does not. */
    private static boolean isTokens(JsonNode node) {
        return node.isNumber()
                || (node.isArray()
                        && Stream.of(node).flatMap(JsonNode::valueStream).anyMatch(Prompt::isTokens));
    }
}
