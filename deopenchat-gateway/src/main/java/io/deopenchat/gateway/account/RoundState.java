package io.deopenchat.gateway.account;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The life of a round in the ledger.
 *
 * <pre>
 * admitted --> completed --> confirmed --> claimed
 *     |
 *     +------> void
 * </pre>
 *
 * Every state but the first is entered from one other. {@link RoundRows} is the only place that moves a round, and refuses
 * every other step. Rounds that are final, void or claimed, are added up and forgotten some time later.
 */
public enum RoundState {
    /** Reserved; the backend may be at work. */
    ADMITTED(null),
    /** Billed: a receipt exists. */
    COMPLETED(ADMITTED),
    /** The client's confirmation covers it. */
    CONFIRMED(COMPLETED),
    /**
     * The contract paid the total of the confirmation that covers it. Not written to the round but read off its account: money
     * is claimed by totals, and one claim may end a million rounds.
     */
    CLAIMED(CONFIRMED),
    /** Failed before anything billable: no receipt, no cost; the sequence stays used. */
    VOID(ADMITTED);

    private final @Nullable RoundState before;

    RoundState(@Nullable RoundState before) {
        this.before = before;
    }

    /** The state that a round must have to get into this one. */
    RoundState before() {
        if (before == null) {
            throw new IllegalStateException("a round begins as " + stored());
        }
        return before;
    }

    /** As the ledger and the command line write it. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RoundState ofStored(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
