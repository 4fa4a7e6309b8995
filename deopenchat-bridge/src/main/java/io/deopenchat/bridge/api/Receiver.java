package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.LogSink;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;

/** For whom a round is. */
interface Receiver extends LogSink {

    /** On whose event loop its bytes are moved. */
    Context context();

    /** Says in the head of the answer which round it is. */
    void identify(RoundHead round);

    /** Whether nobody has the answer any more, or will come for it. */
    boolean isGone();

    /** Runs {@code task} when nobody waits for the answer any more, at once if that is so. */
    void whenGone(Runnable task);

    /**
     * The text of an answer whose stream was lost.
     *
     * @return whether it is of any use here
     */
    default boolean takes(String text) {
        return false;
    }

    /** The answer cannot be completed. */
    void fail(ProtocolError error);
}
