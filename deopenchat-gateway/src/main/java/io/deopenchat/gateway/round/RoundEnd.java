package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.protocol.ProtocolError;

/** How a round ended, for those who read it. */
public sealed interface RoundEnd {

    /** The receipt is durable. */
    record Billed(FinishedRound round) implements RoundEnd {}

    /** No bill; the reason is the answer if none has begun. */
    record Voided(ProtocolError reason) implements RoundEnd {}

    /** The round never began: nothing was consumed. */
    record Refused(ProtocolError reason) implements RoundEnd {}

    /** The ledger failed; what was read is worth nothing until the gateway is back. */
    record Broken() implements RoundEnd {}
}
