package io.deopenchat.bridge.provider;

/** Words for why a connection failed. */
final class Failures {
    private Failures() {}

    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
