package io.deopenchat.protocol;

import java.time.Duration;

/** Numbers that both sides of version 1 of the protocol hold each other to. */
public final class Limits {
    public static final Duration MAX_REQUEST_DEADLINE = Duration.ofHours(1);
    public static final Duration MAX_ACCESS_DEADLINE = Duration.ofMinutes(5);
    public static final Duration MAX_RELEASE_DEADLINE = Duration.ofMinutes(10);

    /** For how long an operator says that a key may be sealed to. */
    public static final Duration MAX_KEY_LIFE = Duration.ofHours(1);

    /** What a gateway gives its backend at most; bridges wait a minute longer, and whoever left by then pays for what nobody reads. */
    public static final Duration LONGEST_ANSWER = Duration.ofMinutes(15);

    public static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    public static final int SEQUENCE_WINDOW = 256;
    public static final int MAX_HEADER_BYTES = 2_048;
    public static final int MAX_CONFIRMED_AT_ONCE = 4_096;

    /** Rounds of one account that may be in flight or without a confirmation, those that cost nothing included. */
    public static final int MAX_UNCONFIRMED = 4_096;

    /** Rounds of one account that may end void within a day of UTC: each leaves a row in the gateway's ledger. */
    public static final int MAX_VOID_ROUNDS_A_DAY = 10_000;

    /**
     * How far a gateway's next sequence may lie above a client's own before the client takes it for an attempt to use up its
     * sequences.
     */
    public static final long MAX_SEQUENCE_LEAD = 1L << 40;

    /**
     * What a gateway skips that comes back from a copy: above all that anybody can have used since, and so little that a client
     * which saw none of them follows 255 returns in a row.
     */
    public static final long SKIPPED_SEQUENCES = 1L << 32;

    /** Of a call whose tokens are only counted: its price does not grow with its size, the work does. */
    public static final int MAX_COUNTED_BODY_BYTES = 1_048_576;

    private Limits() {}
}
