package io.deopenchat.chaos.processes;

/** What an application knows of a call. */
enum Told {
    /** The whole answer. */
    WHOLE,
    /** A part of it, or an answer that does not end. */
    BROKEN,
    /** An error, or nothing. */
    NOTHING,
    /** Nothing more than the beginning, which was all it waited for. */
    LEFT
}
