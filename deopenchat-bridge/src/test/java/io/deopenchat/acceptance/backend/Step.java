package io.deopenchat.acceptance.backend;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** One thing that a scripted backend does while it answers; an answer ends with {@link End}, {@link Drop} or {@link Hang}. */
sealed interface Step {

    /** Status line and headers, sent at once; without a content length the body is sent in chunks. */
    record Head(int status, Map<String, String> headers) implements Step {}

    /** Bytes of the body, as one write: a chunk of its own where the body is sent in chunks. */
    record Send(Buffer bytes) implements Step {}

    /** The same bytes again and again, as fast as the reader takes them. */
    record Repeat(Buffer bytes, long times) implements Step {}

    record WaitAt(Gate gate) implements Step {}

    record End() implements Step {}

    /** Closes the connection in the middle of whatever was sent so far. */
    record Drop() implements Step {}

    /** Says nothing more and keeps the connection. */
    record Hang() implements Step {}
}
