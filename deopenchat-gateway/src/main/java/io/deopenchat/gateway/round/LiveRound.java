package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.openai.Dialect;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.sealing.SealedType;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A round in flight: its log, who reads it, and who may end it. Confined to its event loop, onto which every public method
 * brings itself; the connections that read it may be on others.
 */
public final class LiveRound {
    private final Terms terms;
    private final Context context;
    private final ByteLog log;
    private final List<RoundReader> readers = new ArrayList<>();
    private @Nullable String contentType;
    private @Nullable Source source;
    private @Nullable RoundEnd end;
    private boolean cancelled;
    private @Nullable ProtocolError ended;
    private boolean everRead;
    private int acceptedByTheGone;
    private final RoundListener listener;
    private final RoundTrace trace;
    private final Holding body;
    private final Holding answer;
    private final long beganAt = System.nanoTime();
    private boolean answering;

    LiveRound(Terms terms, Context context, RoundListener listener) {
        this(terms, context, listener, RoundTrace.NONE, Holding.unbounded(), Holding.unbounded());
    }

    /**
     * @param body held until the round has ended
     * @param answer grows with the log, and is held until nobody reads that any more
     */
    LiveRound(Terms terms, Context context, RoundListener listener, RoundTrace trace, Holding body, Holding answer) {
        this.body = body;
        this.answer = answer;
        this.terms = terms;
        this.context = context;
        this.listener = listener;
        this.trace = trace;
        this.log = new ByteLog(terms.sealing()
                .map(secret -> new LogSeal(secret, this::sentType))
                .orElse(null));
    }

    /** Whatever fills the log. */
    interface Source {
        void pause();

        void resume();

        /** The client wants no more of it: stop, and bill. */
        void cancel(RoundStatus why);

        /** This side wants no more of it: stop, tell the client why, and bill what it got. */
        void endWith(ProtocolError why);
    }

    Terms terms() {
        return terms;
    }

    RoundTrace trace() {
        return trace;
    }

    public boolean isStream() {
        return terms.call().stream();
    }

    public Dialect dialect() {
        return terms.call().dialect();
    }

    public long sequence() {
        return terms.sequence();
    }

    public Context context() {
        return context;
    }

    /** Since it began. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - beganAt);
    }

    void run(Runnable step) {
        context.runOnContext(tick -> step.run());
    }

    public void attach(RoundReader reader) {
        run(() -> {
            readers.add(reader);
            everRead = true;
            if (contentType != null) {
                reader.grew();
            }
            if (end != null) {
                reader.ended(end);
            }
            regulate();
        });
    }

    /** The reader's connection is gone. The last one to go ends the round: what its socket accepted is billed. */
    public void detach(RoundReader reader) {
        run(() -> {
            if (readers.remove(reader)) {
                acceptedByTheGone = Math.max(acceptedByTheGone, reader.acceptedChunks());
                if (isAbandoned()) {
                    listener.abandoned(terms, answering);
                }
                if (isAbandoned() && source != null) {
                    source.cancel(RoundStatus.CANCELLED_BY_CLIENT);
                }
                regulate();
                letGoOfTheAnswer();
            }
        });
    }

    /** Everybody who came is gone, and nothing is settled yet. */
    private boolean isAbandoned() {
        return everRead && readers.isEmpty() && end == null;
    }

    /** Ends the round at the client's wish: everything in the log is billed and still delivered. */
    public void cancel() {
        run(() -> {
            cancelled = true;
            if (end == null && source != null) {
                source.cancel(RoundStatus.CANCELLED_BY_CLIENT);
            }
        });
    }

    /** Ends the round at this side's wish. */
    void endWith(ProtocolError why) {
        run(() -> {
            ended = why;
            if (end == null && source != null) {
                source.endWith(why);
            }
        });
    }

    /** A reader's socket takes more again. */
    public void caughtUp() {
        run(this::regulate);
    }

    /** The backend is read while some reader takes more, and while nobody reads yet. */
    private void regulate() {
        if (source == null) {
            return;
        }
        if (readers.isEmpty() || readers.stream().anyMatch(RoundReader::keepsUp)) {
            source.resume();
        } else {
            source.pause();
        }
    }

    /** What the chunk at {@code index} holds; only on the round's event loop. */
    public Buffer chunk(int index) {
        return log.chunk(index);
    }

    public int chunks() {
        return log.chunks();
    }

    public long size() {
        return log.size();
    }

    /** The backend's, set before the first {@link RoundReader#grew}; else that of an answer that ended before it began. */
    public String contentType() {
        return contentType == null ? contentTypeOfNothing() : contentType;
    }

    /** What readers are told: of a sealed answer, that it is, and what is in it. */
    public String sentType() {
        return isSealed() ? SealedType.of(contentType()) : contentType();
    }

    public boolean isSealed() {
        return terms.isSealed();
    }

    /** Who fetches a stream looks for the receipt behind it, even where nothing is before it. */
    private String contentTypeOfNothing() {
        return isStream() ? "text/event-stream" : "application/json";
    }

    /** Whether there is room for so many more bytes of the answer. What is sealed is there twice until it is measured. */
    boolean holds(int more) {
        return answer.add(isSealed() ? RoundMemory.TIMES_SEALED * more : more);
    }

    /** Nobody needs the body any more; from any thread. */
    void letGoOfTheBody() {
        body.close();
    }

    private void letGoOfTheAnswer() {
        boolean isRead = end instanceof RoundEnd.Billed && !readers.isEmpty();
        if (end != null && !isRead) {
            answer.close();
        }
    }

    ByteLog log() {
        return log;
    }

    void begins(Source filledBy) {
        source = filledBy;
        if (cancelled || isAbandoned()) {
            filledBy.cancel(RoundStatus.CANCELLED_BY_CLIENT);
        } else if (ended != null) {
            filledBy.endWith(ended);
        }
    }

    void answered(String type) {
        contentType = type;
    }

    /** How this round ended, in words that do not repeat what was sealed: what tells it is not sealed. */
    public ProtocolError told(ProtocolError reason) {
        return isSealed() ? reason.withheld() : reason;
    }

    /** The first of what a client waits for is there; comments are not. */
    void answering() {
        if (!answering) {
            answering = true;
            listener.answering(terms, age());
            trace.answering();
        }
    }

    void grew() {
        List.copyOf(readers).forEach(RoundReader::grew);
        regulate();
    }

    /**
     * The part of the log that is billed when everybody left: what the sockets of those who left had accepted. When
     * somebody still reads, everything: it will be delivered.
     */
    void keepWhatIsDelivered() {
        if (readers.isEmpty()) {
            log.truncate(acceptedByTheGone);
        }
    }

    void ended(RoundEnd how) {
        end = how;
        source = null;
        List.copyOf(readers).forEach(reader -> reader.ended(how));
        letGoOfTheAnswer();
    }
}
