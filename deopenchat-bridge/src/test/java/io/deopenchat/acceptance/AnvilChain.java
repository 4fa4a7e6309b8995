package io.deopenchat.acceptance;

import io.deopenchat.chain.Anvil;
import io.deopenchat.signing.SecretKey;

/** A development chain that mines at once. */
final class AnvilChain implements TestChain {
    private final Anvil anvil = Anvil.start();

    @Override
    public String url() {
        return anvil.url();
    }

    @Override
    public SecretKey wallet(int number) {
        return Anvil.key(number);
    }

    Anvil node() {
        return anvil;
    }

    @Override
    public void close() {
        anvil.close();
    }
}
