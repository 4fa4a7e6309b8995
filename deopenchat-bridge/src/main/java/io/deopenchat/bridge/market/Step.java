package io.deopenchat.bridge.market;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;

/** What the owner of an order does next. */
sealed interface Step {

    /** Nothing before this time, unless the chain says something new. */
    record Wait(Instant until) implements Step {}

    /** Takes the stake of an order back that nobody has locked. */
    record TakeBack() implements Step {}

    /** Sends the request to who locked it. */
    record Ask(Address provider) implements Step {}

    /** Asks on the chain whether the provider serves. */
    record Challenge() implements Step {}

    /** The provider stayed silent: opens the order for another one. */
    record Reopen() implements Step {}

    /** The time to serve is over: asks for what is left of the stake. */
    record RequestRest(Address provider) implements Step {}

    /** Takes what is left of the stake out of the account. */
    record TakeRest(Address provider) implements Step {}

    /** Denies what the provider asserts beyond what is owed to it. */
    record Contest(Address provider, Bytes32 requestHash) implements Step {}

    /** There is no more money in it. */
    record End() implements Step {}
}
