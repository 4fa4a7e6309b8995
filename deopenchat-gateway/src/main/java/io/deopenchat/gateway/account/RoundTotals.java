package io.deopenchat.gateway.account;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/**
 * Rounds that were added up and forgotten.
 *
 * @param day of UTC on which they were admitted, like {@code 2026-11-22}
 * @param rounds that were billed
 * @param voids that were not
 * @param usage of all of them together
 * @param cost base units, all claimed
 */
public record RoundTotals(Address client, String day, String model, long rounds, long voids, Usage usage, Wei cost) {}
