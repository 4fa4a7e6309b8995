package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;

/**
 * Sums over all accounts, in base units; {@link Wei#MAX} for anything beyond it.
 *
 * @param escrow that may stand behind rounds
 * @param reserved ceilings of rounds in flight
 * @param unconfirmed bills that nobody has signed for
 * @param unclaimed signed for, and not paid by the contract
 * @param unclaimedTokens that no claim has covered, the measure of the high-water level
 */
public record AccountTotals(
        int accounts, Wei escrow, Wei reserved, Wei unconfirmed, Wei unclaimed, long unclaimedTokens) {}
