package io.deopenchat.protocol;

/** What the other side sent does not have the form that the protocol gives it; the message names the field. */
public final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessage(String message) {
        super(message);
    }
}
