package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendFailure;
import io.deopenchat.gateway.backend.Dispatch;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.metering.Measured;
import io.deopenchat.gateway.metering.Meter;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.http.TraceParent;
import io.deopenchat.money.Usage;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.Output;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.sealing.SealedType;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backend's side of a round: reads its answer on the event loop, meters it, fills the log, and says how it ended. What
 * arrives within one turn of the event loop becomes one chunk, so a burst of small events costs one write.
 */
final class Exchange implements LiveRound.Source, Dispatch.Sink {
    static final int MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;
    static final int MAX_FRAME_BYTES = 4 * 1_024 * 1_024;
    /** Events of a stream that carry no token: the role, the reason for the end, progress. */
    static final int EVENTS_BESIDES_TOKENS = 1_024;

    /** A comment of an event stream, which every reader of one skips. */
    static final String KEEPALIVE = ": keepalive\n\n";

    static final int MAX_ERROR_BYTES = 64 * 1_024;
    static final Duration DRAIN = Duration.ofSeconds(2);
    static final Duration WATCH_EVERY = Duration.ofMillis(250);

    private final Vertx vertx;
    private final LiveRound round;
    private final Meter meter;
    private final Dispatch dispatch;
    private final KeepAlive keepAlive;
    private final Ending ending;
    private final Dialect dialect;
    private final SseFramer framer = new SseFramer(MAX_FRAME_BYTES);

    private @Nullable HttpClientResponse response;
    private Buffer turn = Buffer.buffer();
    private boolean flushScheduled;
    private boolean paused;
    private boolean over;
    private boolean answerEnded;
    private boolean delivered;
    private long events;
    private final long maxEvents;
    private final long startedAt = System.nanoTime();
    private long lastByteAt = startedAt;
    private long lastSentAt = startedAt;
    private final long watch;

    /** Takes the outcome; what it does may wait, so it leaves the event loop. */
    interface Ending {
        void billed(RoundStatus status, byte[] log, Supplier<Measured> measured);

        void voided(ProtocolError reason);
    }

    Exchange(Vertx vertx, LiveRound round, Meter meter, Dispatch dispatch, KeepAlive keepAlive, Ending ending) {
        this.vertx = vertx;
        this.round = round;
        this.meter = meter;
        this.dispatch = dispatch;
        this.keepAlive = keepAlive;
        this.ending = ending;
        this.dialect = round.terms().call().dialect();
        this.maxEvents = maxEvents(round.terms());
        this.watch = vertx.setPeriodic(WATCH_EVERY.toMillis(), tick -> watchTheClock());
    }

    /** Events that carry no text stand for no tokens: of those only the bytes are bounded. */
    private static long maxEvents(Terms terms) {
        return terms.call().dialect().output() == Output.MEDIA
                ? Long.MAX_VALUE
                : EVENTS_BESIDES_TOKENS + UsageBounds.maxCompletionTokens(terms.call(), terms.limits());
    }

    @Override
    public Optional<TraceParent> sending(String backend) {
        return round.trace().sending(backend);
    }

    @Override
    public void failed(ProtocolError reason) {
        if (!over) {
            voided(reason);
        }
    }

    @Override
    public void answered(HttpClientResponse answer) {
        if (over) {
            return;
        }
        response = answer;
        lastByteAt = System.nanoTime();
        answer.exceptionHandler(lost -> broke());
        if (answer.statusCode() != 200) {
            refused(answer);
            return;
        }
        String contentType = answer.getHeader("content-type");
        if (round.isStream() && !isEventStream(contentType)) {
            notAsCalled("did not answer with an event stream");
            return;
        }
        if (answer.getHeader("content-encoding") != null) {
            brokenBy("compressed its answer");
            return;
        }
        if (round.isSealed() && contentType != null && SealedType.cannotHold(contentType)) {
            brokenBy("named a content type that is not ASCII");
            return;
        }
        if (!isCommitted()) {
            round.answered(contentType == null ? "application/json" : contentType);
        }
        answer.handler(this::received);
        answer.endHandler(end -> finished());
    }

    private static boolean isEventStream(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** Not billable, whatever it says. */
    private void refused(HttpClientResponse answer) {
        Buffer body = Buffer.buffer();
        answer.handler(piece -> {
            if (body.length() < MAX_ERROR_BYTES) {
                body.appendBuffer(piece);
            }
        });
        answer.endHandler(end -> {
            if (!over) {
                voided(BackendFailure.answered(answer.statusCode(), body.getBytes()));
            }
        });
    }

    private void received(Buffer piece) {
        if (over) {
            return;
        }
        lastByteAt = System.nanoTime();
        if (!round.holds(piece.length())) {
            endWith(RoundMemory.NO_ROOM_FOR_ANSWER);
            return;
        }
        if (round.isStream()) {
            receivedFrames(piece);
        } else {
            round.answering();
            turn.appendBuffer(piece);
            scheduleFlush();
        }
        if (!over && round.size() + turn.length() > MAX_ANSWER_BYTES) {
            cutOff("the answer is larger than " + MAX_ANSWER_BYTES + " bytes");
        }
    }

    private void receivedFrames(Buffer piece) {
        try {
            for (SseFrame frame : framer.feed(piece)) {
                if (!over) {
                    receivedFrame(frame);
                }
            }
        } catch (SseFramer.FrameTooLong tooLong) {
            cutOff(String.valueOf(tooLong.getMessage()));
        }
    }

    private void receivedFrame(SseFrame frame) {
        switch (meter.see(frame)) {
            case CONTENT -> appendContent(frame);
            case UNWANTED -> {}
            case DONE -> {
                append(frame);
                settle(RoundStatus.COMPLETE);
            }
            case ERROR -> {
                if (isEmpty()) {
                    // a request can bring this about: it says nothing about the backend
                    voided(BackendFailure.broken("answered with an error"));
                } else {
                    append(frame);
                    cutOff();
                }
            }
        }
    }

    /** A backend that knows another way to ask for more tokens, or ignores the limit, works for nothing beyond it. */
    private void appendContent(SseFrame frame) {
        append(frame);
        if (frame.data() != null && ++events > maxEvents) {
            cutOff("the answer goes on beyond the tokens that were asked for");
        }
    }

    private void append(SseFrame frame) {
        if (frame.data() != null && !delivered) {
            delivered = true;
            dispatch.works();
            round.answering();
        }
        append(frame.bytes());
    }

    private void append(Buffer bytes) {
        turn.appendBuffer(bytes);
        lastSentAt = System.nanoTime();
        scheduleFlush();
    }

    /** Whether nothing of the backend is in the log; a comment that keeps a connection open is nothing. */
    private boolean isEmpty() {
        return !delivered;
    }

    /** Whether readers have the status of the answer. */
    private boolean isCommitted() {
        return !round.log().isEmpty() || turn.length() > 0;
    }

    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            round.run(() -> {
                flushScheduled = false;
                flush();
            });
        }
    }

    private void flush() {
        if (over || turn.length() == 0) {
            return;
        }
        appendTurn();
        round.grew();
    }

    private void appendTurn() {
        if (turn.length() > 0) {
            round.log().append(turn, meter.running());
            turn = Buffer.buffer();
        }
    }

    /** The backend ended its answer in order. A stream that did so without saying that it is done was cut. */
    private void finished() {
        answerEnded = true;
        if (over) {
            return;
        }
        if (round.isStream()) {
            receivedUnfinished();
            broke();
        } else if (isErrorAnswer()) {
            voided(BackendFailure.broken("answered with an error"));
        } else if (round.size() + turn.length() == 0) {
            notAsCalled("sent nothing");
        } else if (dialect.answersWith(round.contentType())) {
            dispatch.works();
            settle(RoundStatus.COMPLETE);
        } else {
            notAsCalled("answered with another type than this call has");
        }
    }

    /** Some backends leave out the blank line behind their last event. */
    private void receivedUnfinished() {
        SseFrame last = framer.finished();
        if (meter.see(last) == Meter.FrameKind.DONE) {
            receivedFrame(last);
        }
    }

    private boolean isErrorAnswer() {
        return round.size() + turn.length() <= MAX_ERROR_BYTES
                && BackendFailure.isError(
                        Buffer.buffer(round.log().clear()).appendBuffer(turn).getBytes());
    }

    /** The connection to the backend broke, or the stream has no end. */
    private void broke() {
        if (over) {
            return;
        }
        dispatch.broke();
        if (!round.isStream() || isEmpty()) {
            voided(BackendFailure.broken("ended its answer too early"));
        } else {
            cutOff("the provider's backend ended its answer too early");
        }
    }

    /** Ends the log with an error event: what was delivered before is billed. */
    private void cutOff(String why) {
        if (!round.isStream() || isEmpty()) {
            voided(BackendFailure.broken("answered with too much"));
            return;
        }
        cutOff(ProtocolError.of(ErrorCode.BACKEND_ERROR, why));
    }

    private void cutOff(ProtocolError error) {
        turn.appendString(dialect.errorEvent(error));
        cutOff();
    }

    @Override
    public void endWith(ProtocolError why) {
        if (over) {
            return;
        }
        if (!round.isStream() || isEmpty()) {
            voided(why);
        } else {
            cutOff(why);
        }
    }

    private void cutOff() {
        settle(RoundStatus.CUT_OFF_BY_BACKEND);
    }

    @Override
    public void cancel(RoundStatus why) {
        if (over) {
            return;
        }
        if (dispatch.isUnsent()) {
            voided(ProtocolError.of(
                    ErrorCode.ROUND_VOID, "cancelled before a backend had the request; the round is void"));
        } else {
            settle(why);
        }
    }

    private void settle(RoundStatus status) {
        stop(status != RoundStatus.COMPLETE);
        boolean wholeAnswer = round.isStream() || status == RoundStatus.COMPLETE;
        if (wholeAnswer) {
            appendTurn();
        } else {
            round.log().truncate(0);
        }
        if (status == RoundStatus.CANCELLED_BY_CLIENT) {
            round.keepWhatIsDelivered();
        }
        Optional<Usage> running = round.log().running();
        ByteLog.Ended log = round.log().end();
        ending.billed(status, log.sent(), () -> measure(status, log.clear(), running));
        round.grew();
    }

    private Measured measure(RoundStatus status, byte[] log, Optional<Usage> running) {
        if (!round.isStream()) {
            return status == RoundStatus.COMPLETE ? meter.ofAnswer(log) : meter.ofPromptAlone();
        }
        return status == RoundStatus.COMPLETE ? meter.ofWholeStream(log) : meter.ofPartOfStream(log, running);
    }

    /** A form says itself what comes back, and a voice may have nothing to say: a request can bring that about. */
    private void notAsCalled(String what) {
        if (dialect.isForm() || dialect.output() == Output.MEDIA) {
            voided(BackendFailure.broken(what));
        } else {
            brokenBy(what);
        }
    }

    /** What is no answer says that the backend does not work. */
    private void brokenBy(String what) {
        dispatch.broke();
        voided(BackendFailure.broken(what));
    }

    private void voided(ProtocolError reason) {
        stop(true);
        forgetWhatNobodyGets();
        ending.voided(reason);
    }

    private void forgetWhatNobodyGets() {
        turn = Buffer.buffer();
        if (!round.isStream()) {
            round.log().truncate(0);
        }
    }

    private void stop(boolean endBackend) {
        over = true;
        round.trace().settling();
        vertx.cancelTimer(watch);
        if (endBackend) {
            dispatch.stop();
        } else {
            dispatch.finish();
        }
        resume();
        if (!endBackend && !answerEnded) {
            vertx.setTimer(DRAIN.toMillis(), late -> stopIfStillOpen());
        }
    }

    /** A backend may keep the connection of a finished stream open; the bill does not wait for that. */
    private void stopIfStillOpen() {
        if (!answerEnded) {
            dispatch.stop();
        }
    }

    @Override
    public void pause() {
        if (!paused && response != null && !over) {
            paused = true;
            response.pause();
        }
    }

    @Override
    public void resume() {
        if (paused && response != null) {
            paused = false;
            lastByteAt = System.nanoTime();
            response.resume();
        }
    }

    private void watchTheClock() {
        long now = System.nanoTime();
        dispatch.limits().ifPresent(limits -> watchTheBackend(limits, now));
        if (!over && round.isStream()) {
            keepAlive(now);
        }
    }

    /** A reader that does not take what is there needs no comment to know that the stream is alive. */
    private void keepAlive(long now) {
        boolean due = isCommitted()
                ? keepAlive
                        .every()
                        .filter(silence -> now - lastSentAt >= silence.toNanos())
                        .isPresent()
                : keepAlive.every().isPresent()
                        && now - startedAt >= keepAlive.gate().toNanos();
        boolean refused = response != null && response.statusCode() != 200;
        if (!due || paused || refused) {
            return;
        }
        if (!isCommitted() && response == null) {
            round.answered("text/event-stream");
        }
        append(Buffer.buffer(KEEPALIVE));
    }

    private void watchTheBackend(BackendConfig limits, long now) {
        if (now - startedAt > limits.total().toNanos()) {
            late("took longer than " + limits.total().toSeconds() + " s");
        } else if (response == null
                && now - dispatch.sentAt() > limits.firstByte().toNanos()) {
            late("did not begin to answer within " + limits.firstByte().toSeconds() + " s");
        } else if (response != null
                && !paused
                && now - lastByteAt > limits.betweenBytes().toNanos()) {
            late("was silent for " + limits.betweenBytes().toSeconds() + " s");
        }
    }

    private void late(String what) {
        if (over) {
            return;
        }
        dispatch.broke();
        if (!round.isStream() || isEmpty()) {
            voided(BackendFailure.late(what));
        } else {
            cutOff("the provider's backend " + what);
        }
    }
}
