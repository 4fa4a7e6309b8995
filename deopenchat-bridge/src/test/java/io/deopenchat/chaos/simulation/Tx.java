package io.deopenchat.chaos.simulation;

import io.deopenchat.chain.SignedTransaction;

/** What somebody asks of the contract. */
sealed interface Tx {

    record Deposit(Pair pair, long amount) implements Tx {}

    /** The owner wants everything back. */
    record Request(Pair pair, long declared) implements Tx {}

    record Finish(Pair pair) implements Tx {}

    /** @param factor in percent of the present price */
    record Reprice(int provider, int factor) implements Tx {}

    /** Sent by the wallet of a provider, with one of its nonces. */
    record Claim(int provider, SignedTransaction signed) implements Tx {}
}
