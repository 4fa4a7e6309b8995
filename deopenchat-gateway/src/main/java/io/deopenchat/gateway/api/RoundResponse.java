package io.deopenchat.gateway.api;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.round.LiveRound;
import io.deopenchat.gateway.round.RoundEnd;
import io.deopenchat.gateway.round.RoundReader;
import io.deopenchat.http.Answers;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedReceipt;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Writes one round to one connection, from byte 0, no faster than the socket takes it. A stream is followed by the receipt
 * as one event; an answer that was not streamed is held back until it is billed, because nobody could bill for the part of
 * it that somebody read before leaving.
 */
final class RoundResponse implements RoundReader {
    static final int WRITE_QUEUE_BYTES = 256 * 1_024;

    private final LiveRound round;
    private final HttpServerResponse response;
    private int next;
    private volatile int accepted;
    private @Nullable RoundEnd end;
    private boolean finished;

    private RoundResponse(LiveRound round, HttpServerResponse response) {
        this.round = round;
        this.response = response;
    }

    /** Follows a round in flight. */
    static void follow(LiveRound round, HttpServerResponse response) {
        RoundResponse reader = new RoundResponse(round, response);
        round.context().runOnContext(tick -> reader.follow());
    }

    private void follow() {
        response.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        response.closeHandler(closed -> round.detach(this));
        response.exceptionHandler(broken -> round.detach(this));
        response.drainHandler(drained -> round.context().runOnContext(tick -> drained()));
        round.attach(this);
        if (response.closed()) {
            round.detach(this);
        }
    }

    /** Sends a stored round. */
    static void replay(FinishedRound round, HttpServerResponse response) {
        if (round.stream()) {
            streamHead(response, round.contentType());
            response.write(round.log());
            response.end(receiptEvent(round.receipt()));
        } else {
            wholeAnswer(response, round);
        }
    }

    @Override
    public void grew() {
        if (!isHeldBack()) {
            pump();
        }
    }

    private boolean isHeldBack() {
        return !round.isStream() && end == null;
    }

    private void pump() {
        while (next < round.chunks() && !response.writeQueueFull() && !response.closed()) {
            if (!response.headWritten()) {
                streamHead(response, round.contentType());
            }
            int written = ++next;
            response.write(round.chunk(written - 1)).onSuccess(flushed -> accepted = written);
        }
        if (end != null && next >= round.chunks() && !finished) {
            finish(end);
        }
    }

    private void drained() {
        if (!isHeldBack()) {
            pump();
        }
        round.caughtUp();
    }

    @Override
    public void ended(RoundEnd how) {
        end = how;
        if (how instanceof RoundEnd.Billed billed && !round.isStream() && !response.headWritten()) {
            finished = true;
            wholeAnswer(response, billed.round());
        } else {
            pump();
        }
    }

    private void finish(RoundEnd how) {
        finished = true;
        if (response.closed()) {
            return;
        }
        switch (how) {
            case RoundEnd.Billed billed -> finishBilled(billed.round());
            case RoundEnd.Refused refused -> Answers.error(response, refused.reason());
            case RoundEnd.Voided nothing -> finishVoid(nothing.reason());
            case RoundEnd.Broken _ -> finishBroken();
        }
    }

    private void finishBilled(FinishedRound billed) {
        if (!round.isStream()) {
            response.end();
            return;
        }
        if (!response.headWritten()) {
            streamHead(response, round.contentType());
        }
        response.end(receiptEvent(billed.receipt()));
    }

    private void finishVoid(ProtocolError reason) {
        if (!response.headWritten()) {
            Answers.error(response, reason);
        } else if (round.isStream()) {
            response.write(Buffer.buffer("data: " + Json.text(reason.toJson()) + "\n\n"));
            response.end(event(Headers.VOID_EVENT, Json.text(Json.object().put("sequence", sequence()))));
        } else {
            response.reset();
        }
    }

    private void finishBroken() {
        if (response.headWritten()) {
            response.reset();
        } else {
            Answers.error(response, ProtocolError.of(ErrorCode.INTERNAL_ERROR, "the round could not be recorded"));
        }
    }

    private String sequence() {
        return Long.toString(round.sequence());
    }

    @Override
    public boolean keepsUp() {
        return !response.writeQueueFull();
    }

    @Override
    public int acceptedChunks() {
        return accepted;
    }

    private static void streamHead(HttpServerResponse response, String contentType) {
        response.setChunked(true)
                .putHeader("content-type", contentType)
                .putHeader("cache-control", "no-cache")
                .putHeader("x-accel-buffering", "no");
    }

    private static void wholeAnswer(HttpServerResponse response, FinishedRound round) {
        response.putHeader("content-type", round.contentType())
                .putHeader(Headers.RECEIPT, round.receipt().header())
                .end(round.log());
    }

    private static Buffer receiptEvent(SignedReceipt receipt) {
        return event(Headers.RECEIPT_EVENT, Json.text(receipt.toJson()));
    }

    private static Buffer event(String name, String data) {
        return Buffer.buffer("event: " + name + "\ndata: " + data + "\n\n");
    }
}
