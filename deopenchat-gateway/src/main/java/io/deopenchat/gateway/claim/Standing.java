package io.deopenchat.gateway.claim;

/**
 * Where a claim stands that was journalled.
 *
 * <pre>
 *  Missing --sent--> Waiting --patience--> Stuck --replaced--> Waiting
 *     ^                 |                    |
 *     |                 +------- mined ------+
 *     |                            |
 *     +------- reorganised ----- Mined --deep--> Final, or Reverted
 *
 *  Stuck with an unused nonce below its own --> Gapped
 *  Stuck behind a transaction of the wallet that is none of these claims --> Blocked
 *  any but Mined: nonce used by another transaction, deep --> Displaced
 * </pre>
 */
sealed interface Standing {

    /** The node has it, and no block does. */
    record Waiting() implements Standing {}

    /** The same for too long. */
    record Stuck() implements Standing {}

    /** It waits for a nonce that nobody uses any more; with that nonce its rows can be claimed. */
    record Gapped(long unused) implements Standing {}

    /** It waits behind another transaction of the wallet that is in no block either. */
    record Blocked(long nonce) implements Standing {}

    /** The node does not know it: it was never sent, or dropped, or its block was reorganised away. */
    record Missing() implements Standing {}

    /** In a block that may still be reorganised away. */
    record Mined(MinedClaim claim) implements Standing {}

    /** In a block that is deep enough. */
    record Final(MinedClaim claim) implements Standing {}

    /** In a block that is deep enough, and nothing was paid. */
    record Reverted(MinedClaim claim) implements Standing {}

    /** Another transaction of the wallet used its nonce, in a block that is deep enough. */
    record Displaced() implements Standing {}
}
