package io.deopenchat.gateway.market;

import io.deopenchat.chain.OrderTerms;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedRequest;
import java.util.Optional;

/** What a provider does with an order, one transaction each. */
sealed interface Step {
    long orderId();

    /** @param mostGas base units of the native coin that it and what follows may cost; {@link Wei#MAX} for whatever it costs */
    record Lock(long orderId, OrderTerms terms, Wei mostGas) implements Step {}

    /** @param last the client's newest confirmation, if it pays */
    record Finish(long orderId, Optional<SignedConfirmation> last) implements Step {}

    /** To a challenge. */
    record Answer(long orderId, SignedRequest request) implements Step {}
}
