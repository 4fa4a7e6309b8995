package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.openai.DeliveredText;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.LocalCount;
import io.deopenchat.openai.Output;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Separates the byte log of a round from what the gateway says about it. The log is hashed as it passes; the events of the
 * protocol behind it are neither hashed nor passed on. Whatever arrives is a stranger's: its size is bounded.
 */
final class LogReader {
    static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;
    static final long MAX_LOG_BYTES = 1L << 27;

    /** What is kept of an answer is there several times while it is read: as bytes, as text, and as what the text consists of. */
    static final int KEPT_TIMES = 4;

    /** A receipt has less than 1 KiB; what is longer is none, and would keep the event loop busy if it were parsed. */
    static final int MAX_RECEIPT_CHARACTERS = 16 * 1_024;

    /** Of what is no receipt, so many characters are kept as evidence: twice what one has. */
    static final int MAX_UNREADABLE = 4_096;

    private final Dialect dialect;
    private final MessageDigest sha256 = Hash.sha256();
    private final @Nullable SseFramer framer;
    private final LogSink sink;
    private long bytes;
    private long textBytes;
    private final StringBuilder text = new StringBuilder();
    private final Buffer whole = Buffer.buffer();
    private boolean complete;
    private boolean isVoid;
    private @Nullable SignedReceipt receipt;
    private String unreadable = "";

    LogReader(HttpClientResponse response, Dialect dialect, LogSink sink) {
        this.dialect = dialect;
        this.framer = isEventStream(response) ? new SseFramer(MAX_EVENT_BYTES) : null;
        this.sink = sink;
        String header = response.getHeader(Headers.RECEIPT);
        if (header != null) {
            receipt(header, () -> SignedReceipt.fromHeader(header));
        }
    }

    static String contentType(HttpClientResponse response) {
        String type = response.getHeader("content-type");
        return type == null ? "application/json" : type;
    }

    LogHead head(String contentType) {
        return new LogHead(
                contentType, receipt == null ? null : receipt.receipt().cost());
    }

    private static boolean isEventStream(HttpClientResponse response) {
        return contentType(response).toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** @throws RuntimeException if the stream breaks a bound or the protocol; it is of no further use then */
    void feed(Buffer piece) {
        if (framer == null) {
            if (dialect.output() == Output.TEXT) {
                whole.appendBuffer(piece);
            }
            log(piece);
            return;
        }
        for (SseFrame frame : framer.feed(piece)) {
            take(frame);
        }
    }

    /** Bytes of memory that this holds, or will hold when it reads what it has. */
    long held() {
        return (long) KEPT_TIMES * (framer == null ? whole.length() : framer.unfinishedLength());
    }

    private void take(SseFrame frame) {
        if (Headers.RECEIPT_EVENT.equals(frame.event())) {
            String data = frame.data() == null ? "" : frame.data();
            receipt(data, () -> SignedReceipt.fromJson(WireObject.parse(data.getBytes(StandardCharsets.UTF_8))));
        } else if (Headers.VOID_EVENT.equals(frame.event())) {
            isVoid = true;
        } else if (!complete) {
            log(frame.bytes());
            if (isLast(frame)) {
                complete();
            }
        }
    }

    /** The gateway drops what a backend sends behind the last event, so the application need not wait for it. */
    private boolean isLast(SseFrame frame) {
        String data = frame.data();
        if (data == null || frame.isDone()) {
            return frame.isDone();
        }
        delivered(DeliveredText.inEvent(dialect, data));
        return !dialect.isPlain(data) && dialect.isEnd(data);
    }

    /** All of it counts; kept is one character more than anybody looks at. */
    private void delivered(String piece) {
        textBytes += DeliveredText.bytesOf(piece);
        int room = LocalCount.MAX_CHARACTERS + 1 - text.length();
        text.append(piece, 0, Math.min(piece.length(), room));
    }

    /**
     * The answer itself is good whatever the receipt is: that is judged when it has ended. The protocol has one receipt, so
     * the first counts and no other is read: a gateway can have us parse one only.
     */
    private void receipt(String sent, Supplier<SignedReceipt> reading) {
        if (receipt != null || !unreadable.isEmpty()) {
            return;
        }
        try {
            receipt = sent.length() > MAX_RECEIPT_CHARACTERS ? null : reading.get();
        } catch (MalformedMessage e) {
            receipt = null;
        }
        if (receipt == null) {
            unreadable = sent.isEmpty() ? "(empty)" : sent.substring(0, Math.min(MAX_UNREADABLE, sent.length()));
        }
    }

    /** The connection ended in order. */
    ReceivedLog end() {
        if (framer != null && !complete && framer.unfinishedLength() > 0) {
            log(framer.unfinished());
        }
        complete();
        if (framer == null) {
            delivered(DeliveredText.inAnswer(dialect, whole.getBytes()));
        }
        return new ReceivedLog(
                new Delivered(Bytes32.of(sha256.digest()), textBytes),
                receipt,
                unreadable,
                text.length() > LocalCount.MAX_CHARACTERS ? null : text.toString(),
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
