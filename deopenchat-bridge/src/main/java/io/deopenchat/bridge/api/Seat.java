package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.LogHead;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the application of a round sits. One whose SDK gives up waiting leaves it empty for a while: the round goes on, what
 * it answers is kept here up to a bound, and the retry of the same call takes the seat and has the answer from its first
 * byte. One generation, one bill.
 *
 * <p>Its fields are touched on the event loop of the first application only, where the round's bytes arrive; they go straight
 * to the first application, and to later ones, who sit on other event loops, in pieces of which one is under way at a time.
 */
final class Seat implements Receiver {
    /** Beyond it the gateway has to wait. One more piece fits, at most an event of the largest size. */
    static final int MAX_HELD_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

    private final AskedCall call;
    private final HeldRounds rounds;
    private final AppAnswer first;
    private final Context context;
    private @Nullable AppAnswer listener;
    private @Nullable Consumer<AppAnswer> identity;
    private @Nullable Consumer<AppAnswer> head;
    private @Nullable Consumer<AppAnswer> ending;
    private Buffer held = Buffer.buffer();
    private boolean isHandingOver;
    private int underWay;
    private boolean isHeard;
    private volatile boolean isGone;
    private long timer;
    private Runnable whenGone = () -> {};
    private Runnable whenDrained = () -> {};

    Seat(AskedCall call, HeldRounds rounds, AppAnswer first) {
        this.call = call;
        this.rounds = rounds;
        this.first = first;
        this.context = first.context();
        this.listener = first;
        first.whenGone(() -> left(first));
    }

    AskedCall call() {
        return call;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public boolean isGone() {
        return isGone;
    }

    @Override
    public void whenGone(Runnable task) {
        context.runOnContext(now -> {
            whenGone = task;
            if (isGone) {
                task.run();
            }
        });
    }

    @Override
    public void identify(RoundHead round) {
        context.runOnContext(now -> {
            identity = answer -> answer.identify(round);
            if (listener != null) {
                identity.accept(listener);
            }
        });
    }

    /** Another call for the same answer. May be called from any thread, by who took this seat out of {@link HeldRounds}. */
    void join(AppAnswer retry) {
        context.runOnContext(now -> {
            LOG.debug("a retry joined its round");
            context.owner().cancelTimer(timer);
            listener = retry;
            retry.whenGone(() -> context.runOnContext(then -> left(retry)));
            tell(retry, identity);
            tell(retry, head);
            handOver();
        });
    }

    private void left(AppAnswer leaving) {
        if (listener != leaving) {
            return;
        }
        listener = null;
        Optional<Duration> returnsWithin = leaving.returnsWithin();
        if (!isHeard && returnsWithin.isPresent() && rounds.hold(this)) {
            LOG.debug("an application waited as long as it wanted to; its round is held for {}", returnsWithin.get());
            timer = context.owner().setTimer(returnsWithin.get().toMillis(), late -> expire());
        } else {
            gone();
        }
    }

    private void expire() {
        if (rounds.release(this)) {
            gone();
        }
    }

    /** Nobody will come. May be called from any thread, by who took this seat out of {@link HeldRounds}. */
    void giveUp() {
        context.runOnContext(now -> {
            context.owner().cancelTimer(timer);
            gone();
        });
    }

    private void gone() {
        isGone = true;
        held = Buffer.buffer();
        if (ending == null) {
            whenGone.run();
        }
        drained();
    }

    private void drained() {
        Runnable resume = whenDrained;
        whenDrained = () -> {};
        resume.run();
    }

    private boolean isFirst() {
        return listener == first;
    }

    @Override
    public void begin(LogHead begun) {
        head = answer -> answer.begin(begun);
        if (isFirst()) {
            first.begin(begun);
        } else {
            tell(listener, head);
        }
    }

    @Override
    public void write(Buffer bytes) {
        if (isFirst()) {
            first.write(bytes);
        } else if (!isGone) {
            held.appendBuffer(bytes);
            handOver();
        }
    }

    @Override
    public int waiting() {
        return isFirst() ? first.waiting() : held.length() + underWay;
    }

    @Override
    public boolean isFull() {
        return isFirst() ? first.isFull() : held.length() >= MAX_HELD_BYTES;
    }

    @Override
    public void whenDrained(Runnable resume) {
        if (isFirst()) {
            first.whenDrained(resume);
        } else {
            whenDrained = resume;
        }
    }

    @Override
    public void end() {
        conclude(AppAnswer::end);
    }

    void refuse(GatewayRefusal refusal) {
        context.runOnContext(now -> conclude(answer -> answer.refuse(refusal)));
    }

    void refuse(ProtocolError error) {
        context.runOnContext(now -> conclude(answer -> answer.refuse(error)));
    }

    void refuseForNow(ProtocolError error) {
        context.runOnContext(now -> conclude(answer -> answer.refuseForNow(error)));
    }

    @Override
    public void fail(ProtocolError error) {
        context.runOnContext(now -> conclude(answer -> answer.fail(error)));
    }

    /** Kept also when it is told at once: an application that leaves before it hears it has a retry that must. */
    private void conclude(Consumer<AppAnswer> how) {
        if (ending == null) {
            ending = how;
        }
        if (isFirst()) {
            how.accept(first);
        } else {
            handOver();
        }
    }

    /** Who joined gets everything in its order, and the next piece when it has room for it. */
    private void handOver() {
        AppAnswer to = listener;
        if (to == null || isHandingOver) {
            return;
        }
        if (held.length() > 0) {
            isHandingOver = true;
            isHeard = true;
            Buffer piece = held;
            held = Buffer.buffer();
            underWay = piece.length();
            to.take(piece, () -> context.runOnContext(now -> taken()));
            drained();
        } else {
            tell(to, ending);
        }
    }

    private void taken() {
        isHandingOver = false;
        underWay = 0;
        handOver();
    }

    private static void tell(@Nullable AppAnswer answer, @Nullable Consumer<AppAnswer> what) {
        if (answer != null && what != null) {
            answer.context().runOnContext(now -> what.accept(answer));
        }
    }
}
