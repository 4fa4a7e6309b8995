package io.deopenchat.gateway.metering;

import io.deopenchat.money.Usage;

/** The token counts that a round is billed for, never above what its bytes and its limits allow. */
public record Measured(Usage usage, UsageSource source) {}
