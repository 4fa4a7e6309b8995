package io.deopenchat.bridge.funds;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;
import java.util.Optional;

/** What became of an attempt to get the escrow of one account back. Amounts are base units. */
public sealed interface WithdrawalOutcome {

    /** Paid to the owner, after what the provider got. */
    record Paid(Wei owner, Wei provider, Bytes32 transaction) implements WithdrawalOutcome {}

    /**
     * A request is on chain: it can be finished between two times.
     *
     * @param amount {@link Wei#MAX} for everything
     * @param declared total that the provider is paid first
     * @param why it has to wait
     */
    record Waiting(Wei amount, Wei declared, Instant from, Optional<Instant> until, String why)
            implements WithdrawalOutcome {}

    /** The request was taken back. */
    record Cancelled(Bytes32 transaction) implements WithdrawalOutcome {}

    /** There is nothing to get. */
    record Nothing(String why) implements WithdrawalOutcome {}

    /** Nothing was done, and somebody has to do something. */
    record Refused(String why) implements WithdrawalOutcome {}
}
