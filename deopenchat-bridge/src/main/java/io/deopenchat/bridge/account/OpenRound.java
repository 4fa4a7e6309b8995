package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.signing.Address;

/** A round whose request is signed and may be sent: it is durable that it may cost up to its ceiling. */
public record OpenRound(RoundTerms terms, SignedRequest signed) {

    public Address provider() {
        return terms.request().provider();
    }

    public long sequence() {
        return terms.sequence();
    }

    /** In which form its answer comes. */
    public AnswerForm answer() {
        return terms.answer();
    }

    public InferenceEndpoint endpoint() {
        return terms.call().endpoint();
    }
}
