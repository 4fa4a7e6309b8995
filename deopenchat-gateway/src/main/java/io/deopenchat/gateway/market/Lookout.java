package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.OrderEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what happened to orders, once a block. A start looks back a few ranges, for orders that can still be locked; what is
 * older was offered to everybody for long. Own orders are read apart from those of others: of these a stranger can make as many
 * as it likes, and a node that does not tell them must not keep own ones from being served.
 */
final class Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    private final MarketChain chain;
    private final Ranges own;
    private final Ranges offers;
    private Instant nextOffers = Instant.MIN;
    private boolean told;

    /** @param range blocks that one question of logs may span */
    Lookout(MarketChain chain, int depth, int range) {
        this.chain = chain;
        this.own = new Ranges(depth, range);
        this.offers = new Ranges(depth, range);
    }

    /** @param skipped run first if there are events that will not be told, because they are too many blocks ago */
    void own(long head, Runnable skipped, Consumer<OrderEvent> event) {
        own.read(head, skipped, (from, to) -> chain.own(from, to).forEach(event));
    }

    /** @param events what one range tells, oldest first */
    void offers(long head, Instant now, Consumer<List<OrderEvent.OfferEvent>> events) {
        if (now.isBefore(nextOffers)) {
            return;
        }
        try {
            offers.read(head, () -> {}, (from, to) -> events.accept(chain.offers(from, to)));
            told = false;
        } catch (ChainUnavailable failure) {
            nextOffers = now.plus(MarketRun.PAUSE);
            tell(failure);
        }
    }

    private void tell(ChainUnavailable failure) {
        if (!told) {
            LOG.warn("new orders cannot be read for now: {}", failure.getMessage());
            told = true;
        }
    }
}
