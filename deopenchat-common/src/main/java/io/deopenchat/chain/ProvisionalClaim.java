package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;

/**
 * An open provisional claim: a provider asserts a total that the client has not confirmed.
 *
 * @param requestHash EIP-712 digest of the request that it rests on
 * @param assertedTotal cumulative cost of the account that the provider asserts
 * @param bond what the provider put down
 * @param closesAt it can be contested before, and is paid from then on
 */
public record ProvisionalClaim(Bytes32 requestHash, Wei assertedTotal, Wei bond, Instant closesAt) {}
