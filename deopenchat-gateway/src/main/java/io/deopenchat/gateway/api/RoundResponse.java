package io.deopenchat.gateway.api;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.round.Holding;
import io.deopenchat.gateway.round.LiveRound;
import io.deopenchat.gateway.round.RoundEnd;
import io.deopenchat.gateway.round.RoundReader;
import io.deopenchat.http.Answers;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.sealing.SealedType;
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

    private static final ProtocolError NOT_RECORDED =
            ProtocolError.of(ErrorCode.INTERNAL_ERROR, "the round could not be recorded");

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

    /**
     * Sends a stored round.
     *
     * @param held closed when it was sent, or its reader is gone
     */
    static void replay(FinishedRound round, Holding held, HttpServerResponse response) {
        response.closeHandler(closed -> held.close());
        response.exceptionHandler(broken -> held.close());
        if (round.stream()) {
            streamHead(response, round.contentType());
            Buffer tail = behind(SealedType.is(round.contentType()), receiptEvent(round.receipt()));
            WholeAnswer.send(response, round.log(), tail, held::close);
        } else {
            wholeAnswer(response, round, held::close);
        }
        if (response.closed()) {
            held.close();
        }
    }

    @Override
    public void grew() {
        if (round.isStream()) {
            pump();
        }
    }

    private void pump() {
        while (next < round.chunks() && !response.writeQueueFull() && !response.closed()) {
            if (!response.headWritten()) {
                streamHead(response, round.sentType());
            }
            int written = ++next;
            response.write(round.chunk(written - 1)).onSuccess(flushed -> accepted = written);
        }
        if (end != null && next >= round.chunks() && !finished) {
            finished = true;
            endStream(end);
        }
    }

    private void drained() {
        grew();
        round.caughtUp();
    }

    @Override
    public void ended(RoundEnd how) {
        end = how;
        if (round.isStream()) {
            pump();
        } else if (!response.closed()) {
            answer(how);
        }
    }

    /** All of it, or none. */
    private void answer(RoundEnd how) {
        switch (how) {
            case RoundEnd.Billed billed -> wholeAnswer(response, billed.round(), this::leave);
            case RoundEnd.Refused refused -> error(refused.reason());
            case RoundEnd.Voided nothing -> error(nothing.reason());
            case RoundEnd.Broken _ -> error(NOT_RECORDED);
        }
    }

    private void error(ProtocolError reason) {
        Answers.error(response, round.told(reason));
        leave();
    }

    /** Nothing of the round is needed here any more. */
    private void leave() {
        round.detach(this);
    }

    private void endStream(RoundEnd how) {
        if (response.closed()) {
            return;
        }
        switch (how) {
            case RoundEnd.Billed billed -> endBilled(billed.round());
            case RoundEnd.Refused refused -> error(refused.reason());
            case RoundEnd.Voided nothing -> endVoid(nothing.reason());
            case RoundEnd.Broken _ -> endBroken();
        }
    }

    private void endBilled(FinishedRound billed) {
        if (!response.headWritten()) {
            streamHead(response, round.sentType());
        }
        response.end(behind(round.isSealed(), receiptEvent(billed.receipt()))).onComplete(sent -> leave());
    }

    private void endVoid(ProtocolError reason) {
        if (response.headWritten()) {
            response.write(
                    behind(round.isSealed(), Buffer.buffer(round.dialect().errorEvent(reason))));
            response.end(event(Headers.VOID_EVENT, Json.text(Json.object().put("sequence", sequence()))))
                    .onComplete(sent -> leave());
        } else {
            error(reason);
        }
    }

    private void endBroken() {
        if (response.headWritten()) {
            response.reset();
            leave();
        } else {
            error(NOT_RECORDED);
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

    private static void wholeAnswer(HttpServerResponse response, FinishedRound round, Runnable whenSent) {
        response.putHeader("content-type", round.contentType())
                .putHeader(Headers.RECEIPT, round.receipt().header());
        WholeAnswer.send(response, round.log(), whenSent);
    }

    /** What follows a log. A sealed one is told from it by a chunk of no length. */
    private static Buffer behind(boolean sealed, Buffer tail) {
        return sealed ? Buffer.buffer().appendInt(0).appendBuffer(tail) : tail;
    }

    private static Buffer receiptEvent(SignedReceipt receipt) {
        return event(Headers.RECEIPT_EVENT, Json.text(receipt.toJson()));
    }

    private static Buffer event(String name, String data) {
        return Buffer.buffer("event: " + name + "\ndata: " + data + "\n\n");
    }
}
