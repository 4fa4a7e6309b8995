package io.deopenchat.bridge.api;

import io.deopenchat.bridge.market.Turn;
import io.deopenchat.bridge.provider.LogHead;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;

/** Passes on what the provider of an order sends, as long as it is its turn. */
record TurnReceiver(Receiver receiver, Turn turn) implements Receiver {

    @Override
    public Context context() {
        return receiver.context();
    }

    @Override
    public void identify(RoundHead round) {
        if (!turn.isOver()) {
            receiver.identify(round);
        }
    }

    @Override
    public boolean isGone() {
        return turn.isOver() || receiver.isGone();
    }

    @Override
    public void whenGone(Runnable task) {
        receiver.whenGone(task);
        turn.whenOver(task);
    }

    @Override
    public void fail(ProtocolError error) {
        if (!turn.isOver()) {
            receiver.fail(error);
        }
    }

    @Override
    public void begin(LogHead head) {
        if (!turn.isOver()) {
            receiver.begin(head);
        }
    }

    @Override
    public void write(Buffer bytes) {
        if (turn.heard()) {
            receiver.write(bytes);
        }
    }

    @Override
    public int waiting() {
        return turn.isOver() ? 0 : receiver.waiting();
    }

    @Override
    public boolean isFull() {
        return !turn.isOver() && receiver.isFull();
    }

    @Override
    public void whenDrained(Runnable resume) {
        receiver.whenDrained(resume);
    }

    @Override
    public void end() {
        if (!turn.isOver()) {
            receiver.end();
        }
    }
}
