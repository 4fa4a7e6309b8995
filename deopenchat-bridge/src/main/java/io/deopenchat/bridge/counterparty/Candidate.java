package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.provider.Offer;

/** A provider that could answer a call, and for how much. */
public record Candidate(Counterparty counterparty, Offer offer) {

    /** 1 for who was never caught, towards 0 the more stands against it. */
    public double trust() {
        return counterparty.trust().in(offer.model());
    }
}
