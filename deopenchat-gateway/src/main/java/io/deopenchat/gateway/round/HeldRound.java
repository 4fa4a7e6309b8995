package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.StoredRound;

/**
 * A round from the ledger. Its answer counts as held until somebody closes it: when it was sent, or when nobody wants it.
 *
 * @param held closed already where there is no answer
 */
public record HeldRound(StoredRound round, Holding held) {}
