package io.deopenchat.sealing;

import io.deopenchat.protocol.MalformedMessage;

/**
 * The content type of a sealed answer: {@code application/vnd.deopenchat.sealed; type="text/event-stream"}. The quoted one is
 * that of what is inside. The keys depend on all of it, so nobody on the way changes it unnoticed.
 */
public final class SealedType {
    private static final String BEFORE = SealedRequest.CONTENT_TYPE + "; type=\"";
    private static final String AFTER = "\"";

    private SealedType() {}

    /** @throws IllegalArgumentException if it {@link #cannotHold} that */
    public static String of(String inside) {
        if (cannotHold(inside)) {
            throw new IllegalArgumentException("a content type is ASCII, got one that is not");
        }
        return BEFORE + inside.replace("\\", "").replace("\"", "") + AFTER;
    }

    /** Whether it is none that both sides would compute the same keys from: they are computed from ASCII. */
    public static boolean cannotHold(String inside) {
        return !inside.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    public static boolean is(String contentType) {
        return contentType.startsWith(SealedRequest.CONTENT_TYPE);
    }

    /** @throws MalformedMessage if it is not the type of a sealed answer, in its one spelling */
    public static String inside(String contentType) {
        if (!contentType.startsWith(BEFORE) || !contentType.endsWith(AFTER)) {
            throw new MalformedMessage("the answer to a sealed request is not sealed");
        }
        String inside = contentType.substring(BEFORE.length(), Math.max(BEFORE.length(), contentType.length() - 1));
        if (cannotHold(inside) || !of(inside).equals(contentType)) {
            throw new MalformedMessage("the content type of a sealed answer has another form");
        }
        return inside;
    }
}
