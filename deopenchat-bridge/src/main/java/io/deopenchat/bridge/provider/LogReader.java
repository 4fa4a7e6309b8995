package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.openai.DeliveredText;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Separates the byte log of a round from what the gateway says about it. The log is hashed as it passes; the events of the
 * protocol behind it are neither hashed nor passed on. Whatever arrives is a stranger's: its size is bounded.
 */
final class LogReader {
    static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;
    static final long MAX_LOG_BYTES = 1L << 27;

    private final MessageDigest sha256 = Hash.sha256();
    private final @Nullable SseFramer framer;
    private final LogSink sink;
    private long bytes;
    private long textBytes;
    private final Buffer whole = Buffer.buffer();
    private boolean complete;
    private boolean isVoid;
    private @Nullable SignedReceipt receipt;

    /** @throws MalformedMessage if the answer's receipt header is not one */
    LogReader(HttpClientResponse response, LogSink sink) {
        this.framer = isEventStream(response) ? new SseFramer(MAX_EVENT_BYTES) : null;
        this.sink = sink;
        String header = response.getHeader(Headers.RECEIPT);
        this.receipt = header == null ? null : SignedReceipt.fromHeader(header);
    }

    static String contentType(HttpClientResponse response) {
        String type = response.getHeader("content-type");
        return type == null ? "application/json" : type;
    }

    private static boolean isEventStream(HttpClientResponse response) {
        return contentType(response).toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** @throws RuntimeException if the stream breaks a bound or the protocol; it is of no further use then */
    void feed(Buffer piece) {
        if (framer == null) {
            whole.appendBuffer(piece);
            log(piece);
            return;
        }
        for (SseFrame frame : framer.feed(piece)) {
            take(frame);
        }
    }

    private void take(SseFrame frame) {
        if (Headers.RECEIPT_EVENT.equals(frame.event())) {
            receipt = SignedReceipt.fromJson(data(frame));
        } else if (Headers.VOID_EVENT.equals(frame.event())) {
            isVoid = true;
        } else if (!complete) {
            log(frame.bytes());
            textBytes += frame.data() == null ? 0 : DeliveredText.bytesIn(frame.data());
            if (frame.isDone()) {
                complete();
            }
        }
    }

    private static WireObject data(SseFrame frame) {
        String data = frame.data() == null ? "" : frame.data();
        return WireObject.parse(data.getBytes(StandardCharsets.UTF_8));
    }

    /** The connection ended in order. */
    ReceivedLog end() {
        if (framer != null && !complete && framer.unfinished().length() > 0) {
            log(framer.unfinished());
        }
        complete();
        return new ReceivedLog(
                new Delivered(
                        Bytes32.of(sha256.digest()),
                        framer == null ? DeliveredText.bytesIn(whole.getBytes()) : textBytes),
                receipt,
                isVoid);
    }

    private void log(Buffer piece) {
        bytes += piece.length();
        if (bytes > MAX_LOG_BYTES) {
            throw new MalformedMessage("the answer is longer than " + MAX_LOG_BYTES + " bytes");
        }
        sha256.update(piece.getBytes());
        sink.write(piece);
    }

    private void complete() {
        if (!complete) {
            complete = true;
            sink.end();
        }
    }
}
