package io.deopenchat.gateway.market;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a process before this one sent from the same wallet, and did not hear of. */
final class Forerunner {
    /** What a node keeps for longer without mining it is not waited for. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final MarketChain chain;
    private @Nullable Instant giveUpAt;
    private boolean over;

    Forerunner(MarketChain chain) {
        this.chain = chain;
    }

    void look(Instant now) {
        if (over) {
            return;
        }
        if (giveUpAt == null) {
            giveUpAt = now.plus(PATIENCE);
        }
        over = !now.isBefore(giveUpAt) || chain.areEarlierMined();
    }

    /** Nothing of it waits for a block. */
    boolean isOver() {
        return over;
    }
}
