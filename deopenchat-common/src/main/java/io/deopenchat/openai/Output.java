package io.deopenchat.openai;

/** What a call brings: it decides how the tokens of its answer are bounded. */
public enum Output {
    /** Nothing that is made token by token: vectors, rankings, counts. */
    NONE,
    /** Text: no token of it is shorter than a byte. */
    TEXT,
    /** Sounds and images: whatever tokens they are made of cannot be counted in them. */
    MEDIA
}
