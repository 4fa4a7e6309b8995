package io.deopenchat.openai;

/** What an event of a stream is. */
public enum EventKind {
    CONTENT,
    /** Says what was used and nothing else. */
    USAGE,
    /** The server gives up. */
    ERROR,
    /** The last one: the answer is complete. */
    END
}
