package io.deopenchat.acceptance;

import io.deopenchat.chain.Anvil;
import io.deopenchat.signing.SecretKey;
import java.time.Duration;
import java.time.Instant;

/** A development chain that mines at once. */
final class AnvilChain implements TestChain {
    private final Anvil anvil;

    AnvilChain() {
        this(Anvil.start());
    }

    private AnvilChain(Anvil anvil) {
        this.anvil = anvil;
    }

    /** The same, whose clock is behind by so much until it is moved. */
    static AnvilChain behind(Duration time) {
        long now = Instant.now().getEpochSecond();
        return new AnvilChain(Anvil.start("--timestamp", Long.toString(now - time.toSeconds())));
    }

    @Override
    public String url() {
        return anvil.url();
    }

    @Override
    public SecretKey wallet(int number) {
        return Anvil.key(number);
    }

    /** From here on a block comes by itself in so many seconds, and transactions wait for it. */
    void minesEvery(int seconds) {
        anvil.rpc("evm_setIntervalMining", seconds);
    }

    Anvil node() {
        return anvil;
    }

    @Override
    public void close() {
        anvil.close();
    }
}
