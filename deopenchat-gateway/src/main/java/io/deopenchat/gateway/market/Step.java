package io.deopenchat.gateway.market;

import io.deopenchat.chain.OrderTerms;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedRequest;
import java.util.Optional;

/** What a provider does with an order, one transaction each. */
sealed interface Step {
    long orderId();

    /** Base units of the native coin that it may cost, of a lock with what follows; {@link Wei#MAX} for whatever it costs. */
    Wei mostGas();

    record Lock(long orderId, OrderTerms terms, Wei mostGas) implements Step {}

    /** @param last the client's newest confirmation, if it pays */
    record Finish(long orderId, Optional<SignedConfirmation> last, Wei mostGas) implements Step {
        /** Whatever it costs. */
        Finish(long orderId, Optional<SignedConfirmation> last) {
            this(orderId, last, Wei.MAX);
        }
    }

    /** To a challenge, or before one can come. */
    record Answer(long orderId, SignedRequest request, Wei mostGas) implements Step {}
}
