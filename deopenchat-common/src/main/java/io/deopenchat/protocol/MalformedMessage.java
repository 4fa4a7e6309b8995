package io.deopenchat.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the other side sent does not have the form that the protocol gives it; the message names the field. */
public final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String param;

    public MalformedMessage(String message) {
        super(message);
        this.param = null;
    }

    /** @param param the parameter of an OpenAI call that is wrong: the {@code param} of the error object */
    public MalformedMessage(String param, String message) {
        super("'" + param + "' " + message);
        this.param = param;
    }

    /** The parameter that is wrong; empty when the body as a whole is. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }
}
