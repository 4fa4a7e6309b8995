package io.deopenchat.bridge.api;

import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.openai.MultipartForm;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In which form a call takes its body, and what a web page would need to send it. A page may send some types without asking
 * first. JSON is none of them. A form is one, so it must come with a bearer token, whatever it says: no page can send that
 * without asking, and nothing here answers such a question.
 */
enum BodyType {
    JSON(Dialect.JSON),
    FORM(MultipartForm.MEDIA_TYPE);

    private static final String BEARER = "bearer ";

    private final String mediaType;

    BodyType(String mediaType) {
        this.mediaType = mediaType;
    }

    static BodyType of(InferenceEndpoint endpoint) {
        return endpoint.dialect().isForm() ? FORM : JSON;
    }

    /** Before the body is read. */
    Optional<ProtocolError> refusalOf(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        if (type == null || !Dialect.mediaType(type).equals(mediaType)) {
            return Optional.of(
                    ProtocolError.of(ErrorCode.UNSUPPORTED_ENCODING, "send the body with content-type " + mediaType));
        }
        return this == FORM && !isBearer(request.getHeader("authorization"))
                ? Optional.of(
                        ProtocolError.of(
                                ErrorCode.FORBIDDEN,
                                "send a form with the header 'Authorization: Bearer ..', whatever the token is: web pages cannot"))
                : Optional.empty();
    }

    private static boolean isBearer(@Nullable String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
    }

    /** Whether the body is what the header says: what is signed are its bytes alone. */
    boolean isOf(byte[] body, String contentType) {
        try {
            return this == JSON || MultipartForm.isSentAs(contentType, body);
        } catch (MalformedMessage noForm) {
            return false;
        }
    }
}
