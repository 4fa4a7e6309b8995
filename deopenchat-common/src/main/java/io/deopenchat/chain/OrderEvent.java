package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Instant;

/** Something that happened to an order of the open market. */
public sealed interface OrderEvent extends ContractEvent {
    long orderId();

    /** It says whether an order can be locked. */
    sealed interface OfferEvent extends OrderEvent {}

    /** From here on it can be locked. */
    sealed interface OrderOpened extends OfferEvent {}

    /** From here on it cannot be locked: never again, or not before it is reopened. */
    sealed interface OrderTaken extends OfferEvent {}

    /** A client asks the open market. */
    record OrderPosted(EventOrigin origin, long orderId, Address owner, Address client, OrderTerms terms, Bytes memo)
            implements OrderOpened {}

    /** A provider locked it: the stake is escrow of the pair. */
    record OrderLocked(
            EventOrigin origin, long orderId, Address provider, Address client, Wei stake, Instant serveUntil)
            implements OrderTaken {}

    /** The provider settled it in time; {@code returned} went back to the owner. */
    record OrderFinished(EventOrigin origin, long orderId, Address provider, Wei returned) implements OrderTaken {}

    /** The owner asked whether the provider serves. */
    record OrderChallenged(EventOrigin origin, long orderId, Address provider, Instant silentFrom)
            implements OrderEvent {}

    /** The provider proved that the client sent it a request. */
    record OrderAnswered(EventOrigin origin, long orderId, Address provider) implements OrderEvent {}

    /** The provider stayed silent: another one may lock the order. */
    record OrderReopened(EventOrigin origin, long orderId, Address provider, Wei stake) implements OrderOpened {}

    /** The stake went back to the owner. */
    record OrderReturned(EventOrigin origin, long orderId, Address owner, Wei stake) implements OrderTaken {}

    /** A party published data, sealed to the other one. */
    record OrderData(EventOrigin origin, long orderId, Address sender, long index, Bytes data) implements OrderEvent {}
}
