package io.deopenchat.bridge.api;

import java.time.Duration;

/** Hears what became of calls; told by their threads, so it must be quick and must not throw. */
public interface CallListener {

    /** How a call ended for the application. */
    enum End {
        /** It has the whole answer, and owes for it. */
        ANSWERED,
        /** It has a part at most: it left, or the answer broke, is void or disputed. */
        UNFINISHED,
        REFUSED_BY_GATEWAY,
        REFUSED_BY_BRIDGE,
        NOBODY_SELLS,
        NOT_UNDERSTOOD
    }

    /** Nothing was answered, and the next provider is tried. */
    void failedOver();

    /** @param overhead what the bridge itself took; zero if no request left */
    void ended(End end, Duration overhead);
}
