package io.deopenchat.gateway.claim;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;

/** What was said already, so that a state that lasts is told once. */
final class Notices {
    /** Of a topic; beyond it the oldest may be said again. */
    static final int MAX_REMEMBERED = 256;

    private final Map<Topic, SequencedSet<String>> said = new EnumMap<>(Topic.class);

    enum Topic {
        POSTPONED,
        WALLET,
        DELIVERY,
        BUMP,
        MINED,
        ROWS
    }

    /** True if this was not said of the topic before. */
    boolean isNew(Topic topic, Object state) {
        SequencedSet<String> before = said.computeIfAbsent(topic, none -> new LinkedHashSet<>());
        boolean isNew = before.add(state.toString());
        if (before.size() > MAX_REMEMBERED) {
            before.removeFirst();
        }
        return isNew;
    }

    /** It may be said again. */
    void forget(Topic topic) {
        said.remove(topic);
    }
}
