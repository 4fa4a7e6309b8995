package io.deopenchat.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Requests that are wrong in one to three ways, made from a good one by a seed: its lines, the names and values of its headers,
 * its framing, its bytes. The same seed makes the same requests.
 */
public final class MalformedRequests {
    private static final List<String> LINES = List.of(
            "GET %s HTTP/1.1",
            "POST http://elsewhere%s HTTP/1.1",
            "POST //elsewhere%s HTTP/1.1",
            "POST %s HTTP/1.0",
            "POST %s HTTP/1.1 HTTP/1.1",
            "POST %s HTTP/11",
            "POST %s",
            "POST %s?a=%%00&b[]=;#x HTTP/1.1",
            "POST %s/../../../etc/passwd HTTP/1.1",
            "POST %s%%2f%%2e%%2e%%zz HTTP/1.1",
            "POST \\%s HTTP/1.1",
            "POST * HTTP/1.1",
            "CONNECT elsewhere:443 HTTP/1.1",
            "TRACE %s HTTP/1.1",
            "\u00feOST %s HTTP/1.1",
            "P\0ST %s HTTP/1.1",
            "%s",
            "",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");

    private static final List<String> NAMES = List.of(
            "host",
            "content-length",
            "transfer-encoding",
            "content-type",
            "connection",
            "expect",
            "upgrade",
            "te",
            "trailer",
            "content-encoding",
            "range",
            "cookie",
            "x-forwarded-for",
            "traceparent",
            "deopenchat-request",
            "deopenchat-signature",
            "deopenchat-access",
            "authorization",
            "origin",
            "forwarded",
            "x",
            "",
            " ",
            "\u00e9",
            "x y",
            "x\0",
            "x\u007f",
            "(x)",
            "x\t");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "0",
            "-1",
            "+1",
            "1",
            "99999999999999999999",
            "0x10",
            "1,1",
            "chunked",
            "chunked, identity",
            "gzip",
            "identity",
            "close",
            "keep-alive, upgrade",
            "h2c",
            "websocket",
            "100-continue",
            "\0",
            "\u00ff\u00fe",
            "\u000b",
            "a\rb",
            "a\nb: c",
            "a\r\n b",
            "..",
            "null",
            "127.0.0.1, unknown",
            "eyJhIjoxfQ",
            "0x",
            "bytes=0-",
            "x".repeat(9_000),
            "x".repeat(70_000));

    private static final List<String> CHUNKS = List.of(
            "0\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "5;x=\"y\"\r\nhello\r\n0\r\nx: y\r\n\r\n",
            "5\nhello\n0\n\n",
            "-1\r\n",
            "fffffffffffffffff\r\n",
            "7fffffff\r\nhello",
            "5\r\nhello!\r\n0\r\n\r\n",
            "\r\n",
            "0\r\nhost: other\r\n\r\n",
            "0".repeat(9_000) + "\r\n\r\n",
            "5" + ";".repeat(9_000) + "\r\nhello\r\n0\r\n\r\n",
            "0\r\n" + "x: y\r\n".repeat(5_000) + "\r\n");

    private static final int KINDS = 12;
    private static final int MOST_WAYS = 3;

    private final Random random;

    public MalformedRequests(long seed) {
        this.random = new Random(seed);
    }

    /**
     * One request.
     *
     * @param head the line and the headers of a good one, each ended by CRLF, without the blank line
     * @param body its body
     */
    public byte[] next(String head, String body) {
        String lines = head;
        String rest = "\r\n" + body;
        for (int ways = 1 + random.nextInt(MOST_WAYS); ways > 0; ways--) {
            int kind = random.nextInt(KINDS);
            if (kind < 9) {
                lines = changed(lines, kind);
            } else {
                rest = changedRest(rest, kind);
            }
        }
        return (lines + rest).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String changed(String head, int kind) {
        int endOfLine = Math.max(0, head.indexOf("\r\n"));
        return switch (kind) {
            case 0 -> line(head, endOfLine) + head.substring(endOfLine);
            case 1, 2, 3 -> head + header() + "\r\n";
            case 4 -> head + (header() + "\r\n").repeat(1 + random.nextInt(200));
            case 5 -> head.substring(0, endOfLine) + "\r\n" + header() + head.substring(endOfLine);
            case 6 -> head.replace("\r\n", random.nextBoolean() ? "\n" : "\r");
            case 7 -> head.substring(0, random.nextInt(head.length() + 1));
            default -> flipped(head);
        };
    }

    private String line(String head, int endOfLine) {
        String[] words = head.substring(0, endOfLine).split(" ");
        String path = words.length > 1 ? words[1].replace("%", "%%") : "/";
        return any(LINES).replace("%s", path).replace("%%", "%");
    }

    private String header() {
        String colon = random.nextInt(8) == 0 ? any(List.of(" :", "", "::", ":\t", " : ")) : ": ";
        return any(NAMES) + colon + any(VALUES);
    }

    private String changedRest(String rest, int kind) {
        return switch (kind) {
            case 9 -> "transfer-encoding: chunked\r\n\r\n" + any(CHUNKS);
            case 10 -> rest.substring(0, random.nextInt(rest.length() + 1));
            default -> flipped(rest) + "GET /v1/models HTTP/1.1\r\nhost: hidden\r\n\r\n";
        };
    }

    private String flipped(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        return text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
