package io.deopenchat.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request belongs in a distributed trace, the header {@code traceparent} of W3C Trace Context.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId of the caller, 16 of them, not all zero
 * @param flags 2 of them; the lowest bit says that the caller records
 */
public record TraceParent(String traceId, String spanId, String flags) {
    public static final String HEADER = "traceparent";

    /** A later version may add fields behind these; {@code ff} is none. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    static final int MAX_LENGTH = 256;
    private static final String VERSION = "00";

    /** What the caller said; empty if it said nothing, more than one thing, or nothing that is one. It is a hint, never an error. */
    public static Optional<TraceParent> of(List<String> headers) {
        return headers.size() == 1 ? parse(headers.getFirst()) : Optional.empty();
    }

    private static Optional<TraceParent> parse(String header) {
        if (header.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(header);
        if (!form.matches() || (form.group(1).equals(VERSION) && form.group(5) != null)) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(form.group(2), form.group(3), form.group(4)));
    }

    /** As it is sent. */
    public String header() {
        return VERSION + "-" + traceId + "-" + spanId + "-" + flags;
    }
}
