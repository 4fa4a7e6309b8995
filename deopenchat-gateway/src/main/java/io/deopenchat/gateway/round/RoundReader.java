package io.deopenchat.gateway.round;

/** A connection that receives a round from byte 0. All calls come on the round's event loop. */
public interface RoundReader {

    /** The answer began with this content type, or the log grew: more can be written. */
    void grew();

    /** Nothing more will come; called once, after which the log does not change. */
    void ended(RoundEnd end);

    /** Whether its connection takes more now; the backend is only read while some reader does. */
    boolean keepsUp();

    /** How many chunks of the log the socket has accepted. */
    int acceptedChunks();
}
