package io.deopenchat.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What the parser of JSON does not see of its encoding. Jackson looks names up by words of four bytes, and fills the last word up
 * with 0xff: where {@code max_tokens} was read before, it takes {@code max_toke}, 0xff, 0xff, {@code ns} for the same. It also
 * reads characters that are written with more bytes than they need. Another reader finds no limit in either.
 */
public final class Utf8 {
    private static final int PIECE = 512;

    private Utf8() {}

    /** Whether the bytes are UTF-8 as RFC 3629 has it. */
    public static boolean isWellFormed(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer all = ByteBuffer.wrap(bytes);
        CharBuffer piece = CharBuffer.allocate(PIECE);
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            piece.clear();
            result = decoder.decode(all, piece, true);
        }
        return result.isUnderflow();
    }
}
