package io.deopenchat.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The one hop from an event loop to a thread that may wait: a virtual thread of its own for every request, named after it.
 * (A virtual-thread verticle would run one request at a time.)
 */
public final class RequestThread {
    private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final AtomicLong count = new AtomicLong();
    private final String prefix;

    /** @param prefix of the request ids that this daemon gives out */
    public RequestThread(String prefix) {
        this.prefix = prefix;
    }

    /** The caller's own, if it cannot be mistaken for anything else in a log or a header. */
    private String requestId(HttpServerRequest request) {
        String given = request.getHeader("x-request-id");
        return given != null && GIVEN.matcher(given).matches()
                ? given
                : prefix + "-" + Long.toString(System.nanoTime(), 36) + "-" + count.incrementAndGet();
    }

    /**
     * Runs {@code work} on its own thread; what it throws is answered as an internal error.
     *
     * @param request whose answer carries the id as {@code x-request-id}
     */
    public void run(HttpServerRequest request, Runnable work) {
        String requestId = requestId(request);
        request.response().putHeader("x-request-id", requestId);
        Thread.ofVirtual().name("request-" + requestId).start(() -> {
            try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", requestId)) {
                work.run();
            } catch (RuntimeException e) {
                Answers.unexpected(request.response(), e);
            }
        });
    }
}
