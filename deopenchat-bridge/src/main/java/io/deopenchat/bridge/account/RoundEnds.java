package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.signing.Address;

/** Hears what rounds cost in the end; called under the lock of the account, so it must be quick and must not throw. */
public interface RoundEnds {

    /** Nobody wants to know. */
    RoundEnds NOBODY = (provider, sequence, cost) -> {};

    /**
     * @param cost base units; zero for a void round. A void round that turns out to have been served is told again. What a
     *     disputed round costs is not told: it stays at what it may cost
     */
    void ended(Address provider, long sequence, Wei cost);

    /** The receipt of a round holds what was agreed: it is owed. */
    default void owed(RoundTerms terms, Receipt receipt) {}

    /** The receipt of a round does not hold what was agreed. */
    default void disputed(RoundTerms terms) {}

    /** Tells {@code other} as well. */
    default RoundEnds and(RoundEnds other) {
        RoundEnds first = this;
        return new RoundEnds() {
            @Override
            public void ended(Address provider, long sequence, Wei cost) {
                first.ended(provider, sequence, cost);
                other.ended(provider, sequence, cost);
            }

            @Override
            public void owed(RoundTerms terms, Receipt receipt) {
                first.owed(terms, receipt);
                other.owed(terms, receipt);
            }

            @Override
            public void disputed(RoundTerms terms) {
                first.disputed(terms);
                other.disputed(terms);
            }
        };
    }
}
