package io.deopenchat.bridge.config;

import java.time.Duration;

/**
 * How long to wait for a gateway.
 *
 * @param connect until a connection stands
 * @param firstByte until the head of an answer; without streaming that is the whole time of the model, of which a gateway
 *     allows its backend 15 minutes: whoever stops waiting sooner loses a round that is billed
 * @param idle between two pieces of an answer while it is read; longer than the 2 minutes of a gateway, which then ends the
 *     round in order
 * @param round from the request to the last byte
 * @param cancellation until a cancelled round has ended with its receipt
 * @param control for every call that is not a round
 */
public record Timeouts(
        Duration connect, Duration firstByte, Duration idle, Duration round, Duration cancellation, Duration control) {
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofMinutes(16),
            Duration.ofMinutes(3),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    public Timeouts {
        if (connect.isNegative() || connect.isZero()) {
            throw new IllegalArgumentException("a timeout must be positive");
        }
    }
}
