package io.deopenchat.gateway.account;

import java.util.Locale;

/**
 * The life of a round in the ledger.
 *
 * <pre>
 * admitted --> completed --> confirmed
 *     |
 *     +------> void
 * </pre>
 *
 * Claimed is not a state of a round: money is claimed by totals.
 */
public enum RoundState {
    /** Reserved; the backend may be at work. */
    ADMITTED,
    /** Billed: a receipt exists. */
    COMPLETED,
    /** The client's confirmation covers it. */
    CONFIRMED,
    /** Failed before anything billable: no receipt, no cost; the sequence stays used. */
    VOID;

    /** As the ledger and the command line write it. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RoundState ofStored(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
