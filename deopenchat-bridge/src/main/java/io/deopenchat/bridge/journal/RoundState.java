package io.deopenchat.bridge.journal;

import java.util.Locale;

/**
 * The life of a round in the journal.
 *
 * <pre>
 * intended --> received --> confirmed
 *     |
 *     +------> void
 *     +------> disputed
 * </pre>
 */
public enum RoundState {
    /** Durable before it was signed and sent; may cost up to its ceiling. */
    INTENDED,
    /** Its receipt was checked and is owed; no acknowledged confirmation covers it. */
    RECEIVED,
    /** A confirmation that the gateway acknowledged covers it. */
    CONFIRMED,
    /** Costs nothing: refused, failed before anything billable, or never seen by the gateway. */
    VOID,
    /** Its receipt does not hold what was agreed; kept as evidence and never confirmed. */
    DISPUTED;

    /** The form in the journal and on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RoundState ofText(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
