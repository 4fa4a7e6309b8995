package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainUnavailable;
import org.jspecify.annotations.Nullable;

/** Tries one thing after the other, so that one that fails does not keep the others from being done. */
final class Attempts {
    /** A node that answers none of so many questions is not asked more of them: each may take until its timeout. */
    static final int MAX_UNANSWERED = 3;

    private @Nullable RuntimeException first;
    private int unanswered;

    void of(Runnable step) {
        if (unanswered >= MAX_UNANSWERED) {
            return;
        }
        try {
            step.run();
        } catch (ChainUnavailable failure) {
            unanswered++;
            note(failure);
        } catch (RuntimeException failure) {
            note(failure);
        }
    }

    private void note(RuntimeException failure) {
        if (first == null) {
            first = failure;
        }
    }

    /** Throws what failed first, if anything did. */
    void rethrow() {
        if (first != null) {
            throw first;
        }
    }
}
