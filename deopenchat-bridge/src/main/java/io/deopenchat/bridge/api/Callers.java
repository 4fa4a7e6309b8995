package io.deopenchat.bridge.api;

import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.http.Answers;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells applications apart by their keys, which SDKs send in one of two headers. */
final class Callers {
    /** Where no key is demanded. */
    static final String ANYBODY = "anybody";

    private static final String BEARER = "Bearer ";

    private final @Nullable ApplicationKeys keys;

    /** @param keys of which one is demanded; null if none is */
    Callers(@Nullable ApplicationKeys keys) {
        this.keys = keys;
    }

    /** The name of the application; empty if it was refused, which is answered already. */
    Optional<String> identify(HttpServerRequest request) {
        if (keys == null) {
            return Optional.of(ANYBODY);
        }
        Optional<String> name = shown(request).flatMap(keys::nameOf);
        if (name.isEmpty()) {
            request.response().putHeader("connection", "close");
            Answers.error(
                    request.response(),
                    ProtocolError.of(
                            ErrorCode.INVALID_API_KEY,
                            "give one of the bridge's application keys as API key; app-key list shows them"));
        }
        return name;
    }

    /** Of which application the rounds are that {@code application} may read; empty for everybody's. */
    Optional<String> readableBy(String application) {
        return keys == null ? Optional.empty() : Optional.of(application);
    }

    /** Two different keys would leave it open who pays. */
    private static Optional<String> shown(HttpServerRequest request) {
        List<String> bearer = request.headers().getAll("authorization").stream()
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .toList();
        List<String> plain = request.headers().getAll("x-api-key");
        return bearer.size() + plain.size() == 1
                ? Optional.of(bearer.isEmpty() ? plain.getFirst() : bearer.getFirst())
                : Optional.empty();
    }
}
