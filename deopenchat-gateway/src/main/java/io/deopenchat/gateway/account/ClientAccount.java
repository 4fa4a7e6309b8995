package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/**
 * What the ledger knows of one client. Amounts are base units.
 *
 * @param confirmed what the client signed for, ever
 * @param confirmedRounds that its newest confirmation counts
 * @param unconfirmed bills that it has not signed for
 * @param reserved ceilings of rounds in flight
 * @param unclaimedTokens confirmed tokens that no claim has covered
 */
public record ClientAccount(
        Address client,
        Wei confirmed,
        long confirmedRounds,
        Wei unconfirmed,
        long unconfirmedRounds,
        Wei reserved,
        long roundsInFlight,
        long unclaimedTokens) {}
