package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.protocol.SignedRequest;

/** A round whose request is signed and may be sent: it is durable that it may cost up to its ceiling. */
public record OpenRound(RoundTerms terms, SignedRequest signed) {

    public long sequence() {
        return terms.sequence();
    }
}
