package io.deopenchat.openai;

import io.deopenchat.protocol.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code multipart/form-data} body (RFC 7578), read so strictly that no two readers can find different parts in it. Its
 * boundary is what its first line says and not what a header says: what is signed are the bytes of the body.
 */
public final class MultipartForm {
    public static final String MEDIA_TYPE = "multipart/form-data";

    /** The field that holds the sound. */
    static final String FILE = "file";

    /** Names the charset of all other fields (RFC 7578, section 4.6): a backend that obeys it reads another form than we did. */
    private static final String CHARSET_FIELD = "_charset_";

    static final int MAX_PARTS = 128;
    static final int MAX_HEADER_BYTES = 4 * 1_024;

    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] BLANK_LINE = ascii("\r\n\r\n");
    private static final byte[] DASHES = ascii("--");

    /** RFC 2046, section 5.1.1, but for what must be quoted in a header. */
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'+_.-]{1,70}");

    private static final Pattern DISPOSITION = Pattern.compile(
            "content-disposition: *form-data; *name=\"([^\"\\\\\r\n]*)\""
                    + "((; *filename=\"[^\"\\\\\r\n]*\")?(; *filename\\*=[^;\"\r\n]*)?)",
            Pattern.CASE_INSENSITIVE);

    /**
     * Of a part; any other might make somebody read it in another way, and so might another charset, a name in the type (some
     * take it for that of the field), or parts within the part.
     */
    private static final Pattern HARMLESS = Pattern.compile(
            "content-type:(?!.*name)(?!.*boundary)(?!.*multipart)(?!.*charset(?! *= *\"?(utf-8|us-ascii|iso-8859-1)\"? *(;|$))).*|content-length: *[0-9]+|content-transfer-encoding: *(binary|8bit|7bit)",
            Pattern.CASE_INSENSITIVE);

    /** As good as UTF-8 for letters of ASCII, and for those alone. */
    private static final Pattern LATIN =
            Pattern.compile("charset *= *\"?(us-ascii|iso-8859-1)", Pattern.CASE_INSENSITIVE);

    private final byte[] body;
    private final List<Part> parts;

    /** @param start where its content begins; {@code end} is behind it */
    private record Part(String name, boolean hasFileName, int start, int end) {
        /** Elsewhere a server may read a file as a text. */
        boolean isFile() {
            return hasFileName && name.equals(FILE);
        }

        int length() {
            return end - start;
        }
    }

    private MultipartForm(byte[] body, List<Part> parts) {
        this.body = body;
        this.parts = parts;
    }

    /** @throws MalformedMessage unless the body is one whole form that begins with its boundary */
    public static MultipartForm parse(byte[] body) {
        String boundary = boundary(body);
        int firstPart = DASHES.length + boundary.length() + CRLF.length;
        return new MultipartForm(body, parts(body, ascii("\r\n--" + boundary), firstPart));
    }

    private static String boundary(byte[] body) {
        int endOfLine = indexOf(body, CRLF, 0, Math.min(body.length, MAX_HEADER_BYTES));
        String line = endOfLine < 0 ? "" : text(body, 0, endOfLine);
        if (!line.startsWith("--") || !BOUNDARY.matcher(line.substring(2)).matches()) {
            throw new MalformedMessage("a form must begin with '--', its boundary and a line end");
        }
        return line.substring(2);
    }

    private static List<Part> parts(byte[] body, byte[] delimiter, int firstPart) {
        List<Part> parts = new ArrayList<>();
        int start = firstPart;
        while (true) {
            int end = indexOf(body, delimiter, start - CRLF.length, body.length);
            if (end < start || parts.size() == MAX_PARTS) {
                throw new MalformedMessage("the form is not complete, or has more than " + MAX_PARTS + " parts");
            }
            refuseBoundary(body, delimiter, start, end);
            parts.add(part(body, start, end));
            int behind = end + delimiter.length;
            if (startsWith(body, behind, DASHES)) {
                requireEnd(body, behind + DASHES.length);
                return List.copyOf(parts);
            }
            if (!startsWith(body, behind, CRLF)) {
                throw new MalformedMessage("a part of the form holds its boundary");
            }
            start = behind + CRLF.length;
        }
    }

    /** Some readers end a part where it stands behind a bare line feed or carriage return. */
    private static void refuseBoundary(byte[] body, byte[] delimiter, int from, int to) {
        byte[] boundary = Arrays.copyOfRange(delimiter, CRLF.length, delimiter.length);
        if (indexOf(body, boundary, from, to) >= 0) {
            throw new MalformedMessage("a part of the form holds its boundary; choose another one");
        }
    }

    private static void requireEnd(byte[] body, int position) {
        if (position != body.length && !(startsWith(body, position, CRLF) && position + CRLF.length == body.length)) {
            throw new MalformedMessage("nothing may follow the end of the form");
        }
    }

    private static Part part(byte[] body, int start, int end) {
        int blank = indexOf(body, BLANK_LINE, start, Math.min(end, start + MAX_HEADER_BYTES));
        if (blank < 0) {
            throw new MalformedMessage(
                    "a part of the form has no head, or one of more than " + MAX_HEADER_BYTES + " bytes");
        }
        String head = text(body, start, blank);
        Matcher disposition = disposition(head.split("\r\n", -1));
        if (disposition.group(1).equalsIgnoreCase(CHARSET_FIELD)) {
            throw MalformedMessage.unsupported(
                    CHARSET_FIELD, "is not taken: every field is read as UTF-8; leave it out");
        }
        boolean hasFileName = !disposition.group(2).isEmpty();
        Part part = new Part(disposition.group(1), hasFileName, blank + BLANK_LINE.length, end);
        if (!hasFileName && LATIN.matcher(head).find() && !isAscii(body, part)) {
            throw new MalformedMessage(part.name, "must be in UTF-8");
        }
        return part;
    }

    private static boolean isAscii(byte[] body, Part part) {
        for (int i = part.start; i < part.end; i++) {
            if (body[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static Matcher disposition(String[] headers) {
        Matcher found = null;
        for (String header : headers) {
            Matcher disposition = DISPOSITION.matcher(header);
            if (disposition.matches() && found == null) {
                found = disposition;
            } else if (!HARMLESS.matcher(header).matches()) {
                throw new MalformedMessage("a part of the form has a header that is not understood: " + header);
            }
        }
        if (found == null) {
            throw new MalformedMessage("a part of the form has no content-disposition with a name");
        }
        return found;
    }

    /** What a form is to be sent as; only its first line is read. */
    static String contentType(byte[] form) {
        return MEDIA_TYPE + "; boundary=" + boundary(form);
    }

    /** Whether a header says the same of a form as its first line. */
    public static boolean isSentAs(String contentType, byte[] form) {
        Matcher parameter = Pattern.compile("boundary=\"?([^\";]*)\"?", Pattern.CASE_INSENSITIVE)
                .matcher(contentType);
        return Dialect.mediaType(contentType).equals(MEDIA_TYPE)
                && parameter.find()
                && parameter.group(1).strip().equals(boundary(form));
    }

    void requireExactSpelling(Set<String> names) {
        parts.forEach(part -> Parameters.requireExactSpelling(part.name, names));
    }

    /** @throws MalformedMessage if there are several: a server might take another one */
    public Optional<String> text(String name) {
        return only(name).map(part -> text(body, part.start, part.end));
    }

    String requiredText(String name) {
        return text(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new MalformedMessage(name, "must be a field of the form, and not empty"));
    }

    /** Absent counts as false. */
    boolean flag(String name) {
        String value = text(name).orElse("false").toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            throw new MalformedMessage(name, "must be true or false");
        }
        return value.equals("true");
    }

    void refuse(Set<String> names, String why) {
        parts.stream().map(Part::name).filter(names::contains).findFirst().ifPresent(name -> {
            throw MalformedMessage.unsupported(name, why);
        });
    }

    /** With a file name or without: some clients send none. */
    void requireOneFile() {
        if (parts.stream().filter(part -> part.name.equals(FILE)).count() != 1) {
            throw new MalformedMessage(FILE, "must be one file of the form");
        }
    }

    int files() {
        return (int) parts.stream().filter(Part::isFile).count();
    }

    long fileBytes() {
        return parts.stream().filter(Part::isFile).mapToLong(Part::length).sum();
    }

    /** The same bytes, with another value of a field that is there. */
    public byte[] with(String name, String value) {
        Part part = only(name).orElseThrow(() -> new MalformedMessage(name, "must be a field of the form"));
        ByteArrayOutputStream changed = new ByteArrayOutputStream(body.length + value.length());
        changed.write(body, 0, part.start);
        changed.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        changed.write(body, part.end, body.length - part.end);
        return changed.toByteArray();
    }

    private Optional<Part> only(String name) {
        List<Part> named = parts.stream().filter(part -> part.name.equals(name)).toList();
        if (named.size() > 1 || named.stream().anyMatch(Part::hasFileName)) {
            throw new MalformedMessage(name, "must be one field of the form, without a file name");
        }
        return named.stream().findFirst();
    }

    private static boolean startsWith(byte[] bytes, int position, byte[] what) {
        return position + what.length <= bytes.length
                && Arrays.equals(bytes, position, position + what.length, what, 0, what.length);
    }

    /** Where {@code what} begins in a range; -1 if it is not whole in there. */
    private static int indexOf(byte[] bytes, byte[] what, int from, int to) {
        for (int i = from; i + what.length <= to; i++) {
            if (bytes[i] == what[0] && Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
