package io.deopenchat.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the other side sent does not have the form that the protocol gives it; the message names the field. */
public final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String param;
    private final ErrorCode code;

    private MalformedMessage(String message, @Nullable String param, ErrorCode code) {
        super(message);
        this.param = param;
        this.code = code;
    }

    public MalformedMessage(String message) {
        this(message, null, ErrorCode.INVALID_REQUEST);
    }

    /** @param param the parameter of an OpenAI call that is wrong: the {@code param} of the error object */
    public MalformedMessage(String param, String message) {
        this("'" + param + "' " + message, param, ErrorCode.INVALID_REQUEST);
    }

    /** A parameter that says something which this side does not do. */
    public static MalformedMessage unsupported(String param, String message) {
        return new MalformedMessage("'" + param + "' " + message, param, ErrorCode.UNSUPPORTED_PARAMETER);
    }

    /** The parameter that is wrong; empty when the body as a whole is. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** What a caller is told who sent it as a call. */
    public ProtocolError toError() {
        return new ProtocolError(code, String.valueOf(getMessage()), param, null);
    }
}
