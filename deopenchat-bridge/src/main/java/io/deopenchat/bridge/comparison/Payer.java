package io.deopenchat.bridge.comparison;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;

/** Who paid for answers, and on which deployment: there alone they can be compared. */
public record Payer(long chainId, Address contract, Address client) {

    public static Payer of(Domain domain, Address client) {
        return new Payer(domain.chainId(), domain.contract(), client);
    }
}
