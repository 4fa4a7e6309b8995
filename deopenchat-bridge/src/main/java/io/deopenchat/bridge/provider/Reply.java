package io.deopenchat.bridge.provider;

/** What became of a call to a gateway. */
public sealed interface Reply<T> {

    record Answered<T>(T value) implements Reply<T> {}

    record Refused<T>(GatewayRefusal refusal) implements Reply<T> {}

    /** No answer, half an answer, or one that is not the protocol's. */
    record Failed<T>(String reason) implements Reply<T> {}

    /** The same outcome for another kind of answer; only for what was not answered. */
    static <T> Reply<T> unanswered(Reply<?> reply) {
        return switch (reply) {
            case Answered<?> answered -> throw new IllegalArgumentException("answered: " + answered);
            case Refused<?> refused -> new Refused<>(refused.refusal());
            case Failed<?> failed -> new Failed<>(failed.reason());
        };
    }
}
