package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.openai.DeliveredText;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.LocalCount;
import io.deopenchat.openai.Output;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.sealing.AnswerOpener;
import io.deopenchat.sealing.SealedType;
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

    /** Of a sealed round the gateway cannot say more, because that would not be sealed. */
    private static final ProtocolError VOID = ProtocolError.of(
            ErrorCode.BACKEND_ERROR, "the provider gave up before anything that is paid for; the round is void");

    private final Dialect dialect;
    private final MessageDigest sha256 = Hash.sha256();
    private final String contentType;
    private final @Nullable SseFramer framer;
    private final @Nullable SealedLog sealed;
    private final LogSink sink;
    private long bytes;
    private long textBytes;
    private final StringBuilder text = new StringBuilder();
    private final Buffer whole = Buffer.buffer();
    private boolean complete;
    private boolean isVoid;
    private @Nullable SignedReceipt receipt;
    private String unreadable = "";

    /** Of a log that is not sealed. */
    LogReader(HttpClientResponse response, Dialect dialect, LogSink sink) {
        this(response, dialect, new AnswerForm.Clear(), sink);
    }

    /** @throws MalformedMessage if it had to be sealed and is not */
    LogReader(HttpClientResponse response, Dialect dialect, AnswerForm form, LogSink sink) {
        this.dialect = dialect;
        String sent = contentType(response);
        this.contentType = form.isSealed() ? SealedType.inside(sent) : sent;
        this.sealed = form.isSealed() ? new SealedLog(form, sent) : null;
        this.framer = isEventStream(contentType) ? new SseFramer(MAX_EVENT_BYTES) : null;
        this.sink = sink;
        String header = response.getHeader(Headers.RECEIPT);
        if (header != null) {
            receipt(header, () -> SignedReceipt.fromHeader(header));
        }
    }

    private static String contentType(HttpClientResponse response) {
        String type = response.getHeader("content-type");
        return type == null ? "application/json" : type;
    }

    LogHead head() {
        return new LogHead(
                contentType, receipt == null ? null : receipt.receipt().cost());
    }

    private static boolean isEventStream(String contentType) {
        return contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** @throws RuntimeException if the stream breaks a bound or the protocol; it is of no further use then */
    void feed(Buffer piece) {
        if (sealed == null) {
            read(piece);
        } else {
            sealed.opener.feed(piece.getBytes());
        }
    }

    private void read(Buffer piece) {
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
        long unopened = sealed == null ? 0 : sealed.opener.held();
        return unopened + (long) KEPT_TIMES * (framer == null ? whole.length() : framer.unfinishedLength());
    }

    private void take(SseFrame frame) {
        if (!speaksForTheGateway(frame) && !complete) {
            log(frame.bytes());
            if (isLast(frame)) {
                complete();
            }
        }
    }

    /** In what is sealed nobody but the backend speaks: an event of the protocol is text there like any other. */
    private boolean speaksForTheGateway(SseFrame frame) {
        return sealed == null && isOfTheProtocol(frame);
    }

    /** Reads the events with which a gateway speaks for itself. */
    private boolean isOfTheProtocol(SseFrame frame) {
        if (Headers.RECEIPT_EVENT.equals(frame.event())) {
            String data = frame.data() == null ? "" : frame.data();
            receipt(data, () -> SignedReceipt.fromJson(WireObject.parse(data.getBytes(StandardCharsets.UTF_8))));
            return true;
        }
        if (Headers.VOID_EVENT.equals(frame.event())) {
            isVoid = sealed == null || !sealed.opener.isWhole();
            return true;
        }
        return false;
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
        if (sealed != null) {
            sealed.requireWhole();
        }
        logTheRest();
        complete();
        if (framer == null && !isUnread()) {
            delivered(DeliveredText.inAnswer(dialect, whole.getBytes()));
        }
        return new ReceivedLog(
                new Delivered(Bytes32.of(sha256.digest()), textBytes),
                receipt,
                unreadable,
                isUnread() || text.length() > LocalCount.MAX_CHARACTERS ? null : text.toString(),
                isVoid);
    }

    /** Whether there was text that this process cannot open. */
    private boolean isUnread() {
        return sealed != null && sealed.isUnread;
    }

    private void logTheRest() {
        if (framer != null && !complete && framer.unfinishedLength() > 0) {
            log(framer.unfinished());
        }
    }

    private void log(Buffer piece) {
        if (sealed == null) {
            hash(piece.getBytes());
        }
        sink.write(piece);
    }

    private void hash(byte[] piece) {
        bytes += piece.length;
        if (bytes > MAX_LOG_BYTES) {
            throw new MalformedMessage("the answer is longer than " + MAX_LOG_BYTES + " bytes");
        }
        sha256.update(piece);
    }

    private void complete() {
        if (!complete) {
            complete = true;
            sink.end();
        }
    }

    /** What is sealed is hashed as it came, and read as it was written. Behind it a gateway speaks for itself only. */
    private final class SealedLog implements AnswerOpener.Reader {
        private final AnswerOpener opener;
        private final SseFramer behind = new SseFramer(MAX_RECEIPT_CHARACTERS * 2);
        private boolean isUnread;

        private SealedLog(AnswerForm form, String sentType) {
            this.opener = new AnswerOpener(form, sentType, this);
        }

        @Override
        public void sealed(byte[] sent) {
            hash(sent);
        }

        @Override
        public void clear(byte[] written) {
            read(ArrayBuffer.of(written));
        }

        /** Each byte may have been one of text. */
        @Override
        public void unread(int length) {
            isUnread = true;
            textBytes += length;
        }

        /** Nothing of a stream is missing, so its application need not wait for the receipt. */
        @Override
        public void whole() {
            if (framer != null) {
                logTheRest();
                complete();
            }
        }

        @Override
        public void tail(byte[] told) {
            if (framer == null) {
                throw new MalformedMessage("something follows a sealed answer that is not streamed");
            }
            behind.feed(ArrayBuffer.of(told)).forEach(LogReader.this::isOfTheProtocol);
        }

        private void requireWhole() {
            if (isVoid && !complete) {
                sink.write(Buffer.buffer(dialect.errorEvent(VOID)));
            } else if (!opener.isWhole()) {
                throw new MalformedMessage("the sealed answer was cut before its end");
            } else if (framer == null && opener.isFollowed()) {
                throw new MalformedMessage("something follows a sealed answer that is not streamed");
            }
        }
    }
}
