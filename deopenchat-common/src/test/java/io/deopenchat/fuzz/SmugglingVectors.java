package io.deopenchat.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * What a reader might take for {@code Transfer-Encoding: chunked}, beside a length: two readers could see two requests. A header
 * that goes on in a second line is not among them, where that line could be taken for another header: RFC 9112, section 5.2 has
 * it read as one with a space, which the servers do, and neither passes it on.
 */
public final class SmugglingVectors {
    private static final List<String> NAMES = List.of(
            "Transfer-Encoding",
            "transfer-encoding ",
            "transfer-encoding\t",
            " transfer-encoding",
            "\ttransfer-encoding",
            "transfer-encoding\0",
            "transfer-encoding\u000b",
            "transfer-encoding\u00a0",
            "x: y\ntransfer-encoding",
            "x: y\rtransfer-encoding",
            "x\r\n\ttransfer-encoding",
            "TRANSFER-ENCODING",
            "content-length: 4\r\ntransfer-encoding");

    private static final List<String> VALUES = List.of(
            ": chunked",
            ":chunked",
            ":\tchunked",
            ": chunked\t",
            ": CHUNKED",
            ":\u000bchunked",
            ": chunked\0",
            ": \u00a0chunked",
            ": identity",
            ": identity, chunked",
            ": chunked, identity",
            ": gzip, chunked",
            ": \"chunked\"",
            ": chunked;x=y",
            ": x\r\n chunked",
            ":\r\n chunked",
            ": chunked\r\ntransfer-encoding: identity");

    private static final String HIDDEN = "GET /v1/models HTTP/1.1\r\nhost: hidden\r\n\r\n";

    private SmugglingVectors() {}

    /**
     * @param head of a good request, without its length and the blank line
     * @param body its body
     */
    public static List<String> of(String head, String body) {
        List<String> vectors = new ArrayList<>();
        String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n" + HIDDEN;
        for (String name : NAMES) {
            for (String value : VALUES) {
                vectors.add(head + "content-length: " + body.length() + "\r\n" + name + value + "\r\n\r\n" + chunks);
                if (goesOn(name)) {
                    continue;
                }
                vectors.add(head + name + value + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body + HIDDEN);
            }
        }
        return List.copyOf(vectors);
    }

    /** Behind a length it makes that no number; behind another header it is a part of it. */
    private static boolean goesOn(String name) {
        return name.startsWith(" ") || name.startsWith("\t");
    }
}
