package io.deopenchat.acceptance;

import io.deopenchat.signing.SecretKey;

/** A chain with funded wallets whose keys everybody knows. */
interface TestChain extends AutoCloseable {
    String url();

    /** Key of a funded wallet: 0 is the provider's, 1 the owner's. */
    SecretKey wallet(int number);

    @Override
    void close();
}
