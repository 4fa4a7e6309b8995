package io.deopenchat.bridge.cli;

/** Whoever was asked left, or does not agree. Nothing was sent. */
final class InterviewEnded extends RuntimeException {
    InterviewEnded(String message) {
        super(message);
    }
}
