package io.deopenchat.sealing;

import io.deopenchat.signing.Bytes32;

/** How the answer of a round travels, as its client knows it. */
public sealed interface AnswerForm {

    /** As the backend wrote it. */
    record Clear() implements AnswerForm {}

    /** Sealed, and this process can open it. */
    record Sealed(AnswerSecret secret) implements AnswerForm {}

    /** Sealed with a secret that ended with the process that knew it: still checked against its receipt, never read. */
    record Unreadable() implements AnswerForm {}

    /** The form of the answer to a request, once that has its identity. */
    @FunctionalInterface
    interface OfRound {
        AnswerForm of(Bytes32 requestHash, long sequence);
    }

    default boolean isSealed() {
        return !(this instanceof Clear);
    }
}
