package io.deopenchat.gateway.metering;

import java.util.Locale;

/** Where the token counts of a bill come from, best first; kept beside the round in the ledger. */
public enum UsageSource {
    /** The backend's usage of the whole answer. */
    BACKEND_FINAL,
    /** The newest of the usages that the backend sends with every chunk. */
    BACKEND_RUNNING,
    /** Texts counted by the backend, because it said nothing of usage: its own vocabulary, without its chat template. */
    BACKEND_TOKENIZER,
    /** Counted here, because the backend said nothing usable: an estimate. */
    TOKENIZER,
    /** Counting failed, which is a fault of this gateway: the most that the bytes and the limits allow. */
    BOUNDS;

    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
