package io.deopenchat.signing;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import java.util.HexFormat;

/** A key is read or refused, and neither its text nor a refusal shows any of it. */
final class SecretKeyFuzz {
    private static final int TELLING = 16;

    private SecretKeyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new Input(input).text();
        try {
            SecretKey key = SecretKey.parse(text);
            String digits = HexFormat.of().formatHex(key.exposed());
            equal(
                    digits,
                    HexFormat.of().formatHex(SecretKey.parse(digits).exposed()),
                    "a key is read as it is written");
            showsNothing(text, key.toString());
        } catch (IllegalArgumentException refused) {
            showsNothing(text, String.valueOf(refused.getMessage()) + refused.getCause());
        }
    }

    private static void showsNothing(String text, String shown) {
        for (int i = 0; i + TELLING <= text.length(); i++) {
            String part = text.substring(i, i + TELLING);
            holds(part.isBlank() || isSentence(part) || !shown.contains(part), "a part of a key is shown", shown);
        }
    }

    /** Who uses the words of a refusal for a key gets them back. */
    private static boolean isSentence(String part) {
        return part.contains(" ");
    }
}
