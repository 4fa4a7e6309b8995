package io.deopenchat.openai;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/**
 * Counts tokens with a public vocabulary (o200k) where nobody who knows better did. Slow on first use: the vocabulary is loaded
 * then.
 */
public final class TokenEstimate {
    /** Counting takes up to some microseconds a character, and a body may have 64 million of them. */
    public static final int MAX_COUNTED = 256 * 1_024;

    public static final int SLICE = 4 * 1_024;

    private TokenEstimate() {}

    public static long of(String text) {
        if (text.length() <= MAX_COUNTED) {
            return text.isEmpty() ? 0 : Vocabulary.O200K.countTokensOrdinary(text);
        }
        int slices = MAX_COUNTED / SLICE;
        long tokens = 0;
        for (int i = 0; i < slices; i++) {
            int start = (int) ((long) i * text.length() / slices);
            tokens += Vocabulary.O200K.countTokensOrdinary(text.substring(start, start + SLICE));
        }
        return tokens * text.length() / MAX_COUNTED;
    }

    /** Loaded when first needed: most backends report their usage. */
    private static final class Vocabulary {
        static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }
}
