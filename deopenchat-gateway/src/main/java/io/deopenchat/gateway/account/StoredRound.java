package io.deopenchat.gateway.account;

import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Bytes32;

/** A round as the ledger knows it. */
public sealed interface StoredRound {
    Bytes32 requestHash();

    record InFlight(Bytes32 requestHash) implements StoredRound {}

    record Finished(Bytes32 requestHash, FinishedRound round) implements StoredRound {}

    /** Its answer was kept for as long as the provider keeps answers. */
    record Erased(Bytes32 requestHash) implements StoredRound {}

    record Voided(Bytes32 requestHash, ProtocolError reason) implements StoredRound {}
}
