package io.deopenchat.bridge.provider;

/** The chain has no usable registration of the provider. */
public final class UnknownProvider extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownProvider(String message) {
        super(message);
    }
}
