package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import java.time.Instant;

/**
 * What a client key may do with an owner's prefunded balance.
 *
 * @param perDay base units in one day of UTC, over all providers; zero forbids everything
 * @param spentToday base units moved since midnight UTC
 * @param expiresAt nothing moves from then on
 */
public record Allowance(Wei perDay, Wei spentToday, Instant expiresAt) {}
