package io.deopenchat.gateway.claim;

import java.util.HashMap;
import java.util.Map;

/** What was said already, so that a state that lasts is told once. */
final class Notices {
    private final Map<Topic, String> said = new HashMap<>();

    enum Topic {
        POSTPONED,
        WALLET,
        DELIVERY,
        BUMP,
        MINED,
        ROWS
    }

    /** True if something else, or nothing, was said of the topic last. */
    boolean isNew(Topic topic, Object state) {
        String text = state.toString();
        return !text.equals(said.put(topic, text));
    }

    void forget(Topic topic) {
        said.remove(topic);
    }
}
