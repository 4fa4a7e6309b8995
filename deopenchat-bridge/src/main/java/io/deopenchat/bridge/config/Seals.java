package io.deopenchat.bridge.config;

/** Which calls leave sealed to their provider. */
public enum Seals {
    NEVER,
    /** To a provider whose gateway names a key that its operator signed; to others in clear. */
    WHERE_POSSIBLE,
    /** What cannot be sealed does not leave. */
    ALWAYS
}
