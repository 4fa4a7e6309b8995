package io.deopenchat.bridge.counterparty;

import java.util.List;

/** Who may be asked for an answer. */
public sealed interface Selection {

    /** @param bestFirst not empty */
    record Found(List<Candidate> bestFirst) implements Selection {
        public Found {
            bestFirst = List.copyOf(bestFirst);
        }
    }

    /** @param reason a sentence for who asked */
    record Nobody(String reason) implements Selection {}
}
