package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An order of the open market as the contract holds it.
 *
 * @param lastProvider who locked it, or did so last and stayed silent; {@link Address#ZERO} if nobody ever did
 * @param serveEnd end of the time to serve; null unless it was locked, read it with {@link #serveUntil()}
 * @param silenceEnd from when it can be reopened unless the provider answers; null if nobody asked, read it with {@link #silentFrom()}
 * @param answered the provider proved that the client sent it a request
 */
public record Order(
        OrderState state,
        Address owner,
        Address client,
        Bytes32 termsHash,
        Wei stake,
        Instant lockUntil,
        Address lastProvider,
        @Nullable Instant serveEnd,
        @Nullable Instant silenceEnd,
        boolean answered) {

    /** End of the time to serve, once it is locked. */
    public Optional<Instant> serveUntil() {
        return Optional.ofNullable(serveEnd);
    }

    /** From when it can be reopened unless the provider answers, once somebody asked. */
    public Optional<Instant> silentFrom() {
        return Optional.ofNullable(silenceEnd);
    }
}
