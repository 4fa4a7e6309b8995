package io.deopenchat.signing;

import java.util.HexFormat;

/** The wire form of bytes: {@code 0x} and lower-case hexadecimal digits. */
public final class Hex {
    private Hex() {}

    /** @throws IllegalArgumentException unless {@code text} is {@code 0x} and exactly {@code length} bytes in lower case */
    public static byte[] parse(String text, int length) {
        if (text.length() != 2 + 2 * length || !text.startsWith("0x")) {
            throw new IllegalArgumentException(
                    "expected 0x and " + 2 * length + " hexadecimal digits, got " + text.length() + " characters");
        }
        for (int i = 2; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                throw new IllegalArgumentException("expected lower-case hexadecimal digits after 0x");
            }
        }
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    public static String of(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
