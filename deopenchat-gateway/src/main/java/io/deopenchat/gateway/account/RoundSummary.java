package io.deopenchat.gateway.account;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.signing.Address;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A round without its content.
 *
 * @param finishedAt null while it is in flight
 * @param bill null unless it was billed
 * @param voidCode null unless it is void
 */
public record RoundSummary(
        Address client,
        long sequence,
        RoundState state,
        String model,
        Instant admittedAt,
        @Nullable Instant finishedAt,
        @Nullable Bill bill,
        @Nullable ErrorCode voidCode) {

    /** @param usageSource who counted the tokens */
    public record Bill(Wei cost, RoundStatus status, Usage usage, String usageSource) {}
}
