package io.deopenchat.gateway.claim;

import io.deopenchat.chain.Delivery;
import io.deopenchat.chain.Fees;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes transactions out of the way that hold up claims: a change of prices that a former process sent, or something sent by
 * hand. Nothing of it is journalled: what is lost with the process is stuck like what it was to replace, and the next process
 * replaces that. What stood in the transaction has to be sent again, which {@code pricing} does by itself.
 */
final class Filler {
    private static final Logger LOG = LoggerFactory.getLogger(Filler.class);

    private final ClaimChain chain;
    private final Duration patience;
    private @Nullable Offer last;

    private record Offer(long nonce, Fees fees, Instant next) {}

    Filler(ClaimChain chain, Duration patience) {
        this.chain = chain;
        this.patience = patience;
    }

    /** What is to be offered for a nonce next: nobody knows what the transaction offers that is in the way. */
    Fees fees(long nonce, Fees advised) {
        Offer before = last;
        return before == null || before.nonce != nonce ? advised : before.fees.bumped(advised);
    }

    /** Whether what was offered for a nonce before had its time. */
    boolean isDue(long nonce, Instant now) {
        Offer before = last;
        return before == null || before.nonce != nonce || !before.next.isAfter(now);
    }

    void fill(long nonce, Fees fees, Instant now) {
        LOG.warn(
                "a transaction of wallet {} with nonce {} is in no block and holds up a claim; replacing it by an empty"
                        + " one with {}",
                chain.wallet(),
                nonce,
                fees);
        switch (chain.fill(nonce, fees)) {
            case Delivery.Refused(Delivery.Reason reason, var why) -> {
                LOG.debug("it was not taken ({}): {}", reason, why.getMessage());
                last = new Offer(nonce, fees, now);
            }
            case Delivery.Accepted() -> last = new Offer(nonce, fees, now.plus(patience));
            case Delivery.Uncertain _ -> last = new Offer(nonce, fees, now.plus(patience));
        }
    }
}
