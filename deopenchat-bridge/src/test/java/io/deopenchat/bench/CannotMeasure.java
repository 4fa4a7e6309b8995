package io.deopenchat.bench;

/** Something is missing or does not work, so there are no figures; the message says what to do. */
final class CannotMeasure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotMeasure(String message) {
        super(message);
    }
}
