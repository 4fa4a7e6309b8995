package io.deopenchat.gateway.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is refused of requests that the server's own decoder takes, because somebody else on the way could read it in another
 * way (RFC 9112, sections 3.2 and 6.1). The decoder refuses two lengths, a length beside a transfer coding, and lines that do not
 * end with CR LF.
 */
final class RequestForm {
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]*");
    private static final List<String> CHUNKED = List.of("chunked");

    private RequestForm() {}

    /** What is wrong, if something is. */
    static Optional<String> fault(HttpServerRequest request) {
        if (!PATH.matcher(request.uri()).matches()) {
            return Optional.of("the target must be a path of visible ASCII characters");
        }
        return request.version() == HttpVersion.HTTP_2 ? Optional.empty() : faultOfHeaders(request);
    }

    private static Optional<String> faultOfHeaders(HttpServerRequest request) {
        if (request.headers().contains("")) {
            return Optional.of("a header has no name");
        }
        int hosts = request.headers().getAll("host").size();
        if (hosts > 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_1)) {
            return Optional.of("there must be one Host header, got " + hosts);
        }
        List<String> codings = request.headers().getAll("transfer-encoding").stream()
                .map(coding -> coding.toLowerCase(Locale.ROOT))
                .toList();
        return codings.isEmpty() || codings.equals(CHUNKED)
                ? Optional.empty()
                : Optional.of("the only transfer coding is chunked, named once");
    }
}
