package io.deopenchat.protocol;

import java.time.Duration;

/** Numbers that both sides of version 1 of the protocol hold each other to. */
public final class Limits {
    public static final Duration MAX_REQUEST_DEADLINE = Duration.ofHours(1);
    public static final Duration MAX_ACCESS_DEADLINE = Duration.ofMinutes(5);
    public static final Duration MAX_RELEASE_DEADLINE = Duration.ofMinutes(10);
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    public static final int SEQUENCE_WINDOW = 256;
    public static final int MAX_HEADER_BYTES = 2_048;
    public static final int MAX_CONFIRMED_AT_ONCE = 4_096;

    private Limits() {}
}
