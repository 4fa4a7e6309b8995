package io.deopenchat.protocol;

/**
 * The one mistake in the encoding of JSON that its parser does not see. Jackson looks names up by words of four bytes, and fills
 * the last word up with 0xff: where {@code max_tokens} was read before, it takes {@code max_toke}, 0xff, 0xff, {@code ns} for
 * the same. Another reader finds no limit there.
 */
public final class Utf8 {
    private static final byte IN_NO_CHARACTER = (byte) 0xff;

    private Utf8() {}

    /** Whether the bytes hold one that stands in no character. Other mistakes the parser finds by itself. */
    public static boolean isImpossible(byte[] bytes) {
        for (byte one : bytes) {
            if (one == IN_NO_CHARACTER) {
                return true;
            }
        }
        return false;
    }
}
