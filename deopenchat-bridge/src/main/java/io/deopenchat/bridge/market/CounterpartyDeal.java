package io.deopenchat.bridge.market;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.money.Wei;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A deal on the account that the lock made of the order: its rounds are ordinary ones. */
final class CounterpartyDeal implements Deal {
    /** A request that is given up gets a short time to end with its receipt. */
    private static final Duration LAST_ROUND = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(CounterpartyDeal.class);

    private final Counterparty counterparty;
    private final Buyer buyer;
    private final Turn turn;
    private Thread asking = Thread.ofVirtual().unstarted(() -> {});
    private volatile boolean isAsking;
    private volatile boolean isOver;

    CounterpartyDeal(Counterparty counterparty, Buyer buyer, OrderTerms terms) {
        this.counterparty = counterparty;
        this.buyer = buyer;
        this.turn = new Turn(terms);
    }

    @Override
    public State state() {
        if (isOver) {
            return State.OVER;
        }
        boolean isHeard = turn.isHeard();
        if (isAsking) {
            return isHeard ? State.SERVING : State.ASKED;
        }
        return isHeard ? State.OVER : State.IDLE;
    }

    @Override
    public void ask() {
        if (!isAsking && !isOver) {
            isAsking = true;
            asking = Thread.ofVirtual().name("order-round").start(this::serve);
        }
    }

    private void serve() {
        try {
            isOver = buyer.serve(counterparty, turn) == Buyer.Served.OVER;
        } catch (RuntimeException unexpected) {
            LOG.error("the round of an order failed unexpectedly", unexpected);
            isOver = true;
        } finally {
            isAsking = false;
        }
    }

    @Override
    public boolean giveUp() {
        return !isOver && owed().isZero() && turn.endIfSilent();
    }

    @Override
    public Wei owed() {
        return counterparty.account().owed();
    }

    @Override
    public void close() {
        turn.end();
        try {
            // one that was never asked has no round to wait for
            if (isAsking) {
                asking.join(LAST_ROUND);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        counterparty.close();
    }
}
