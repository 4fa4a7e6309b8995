package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.provider.Offer;

/** A provider that could answer a call, and for how much. */
public record Candidate(Counterparty counterparty, Offer offer) {

    /** For who gives no sign of life on chain: its answers to probes and calls say more. */
    private static final double STALE_COUNTS = 0.8;

    /** 1 for who gave a sign of life on chain lately, less for others. */
    double liveliness() {
        return counterparty.watch().liveness().isStale() ? STALE_COUNTS : 1;
    }

    /** 1 for who was never caught, towards 0 the more stands against it. */
    public double trust() {
        return counterparty.trust().in(offer.model());
    }
}
