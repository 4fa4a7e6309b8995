package io.deopenchat.gateway.market;

/** The end of a step that was sent. */
record Landing(Step step, End end) {
    enum End {
        DONE,
        /** It was mined and refused: its gas is lost. */
        REVERTED,
        /** It will never be mined. */
        DISPLACED
    }
}
