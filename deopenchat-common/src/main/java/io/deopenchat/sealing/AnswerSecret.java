package io.deopenchat.sealing;

/** What client and provider alone know of one round, and what its answer is sealed with. Never printed or stored. */
public final class AnswerSecret {
    static final int LENGTH = 32;

    private final byte[] bytes;

    AnswerSecret(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("expected " + LENGTH + " bytes, got " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "AnswerSecret(hidden)";
    }
}
