package io.deopenchat.bridge.market;

import io.deopenchat.chain.OrderTerms;

/** The time in which one provider may answer an order: it ends when the order is opened again. */
public final class Turn {
    private final OrderTerms terms;
    private boolean isOver;
    private boolean isHeard;
    private Runnable whenOver = () -> {};

    /** @param terms on which the provider locked the order */
    public Turn(OrderTerms terms) {
        this.terms = terms;
    }

    public OrderTerms terms() {
        return terms;
    }

    /** Whether what the provider sends from now on is of no use. */
    public synchronized boolean isOver() {
        return isOver;
    }

    /** Runs {@code task} when the turn ends, at once if it has. */
    public void whenOver(Runnable task) {
        boolean now;
        synchronized (this) {
            whenOver = task;
            now = isOver;
        }
        if (now) {
            task.run();
        }
    }

    /**
     * The provider has begun to answer: from now on it is not silent, and nobody else answers.
     *
     * @return whether it is still its turn
     */
    public synchronized boolean heard() {
        isHeard |= !isOver;
        return !isOver;
    }

    synchronized boolean isHeard() {
        return isHeard;
    }

    /** @return false if the provider has begun to answer, whose turn goes on */
    boolean endIfSilent() {
        return end(false);
    }

    void end() {
        end(true);
    }

    private boolean end(boolean evenIfHeard) {
        Runnable task;
        synchronized (this) {
            if (isOver || (isHeard && !evenIfHeard)) {
                return isOver;
            }
            isOver = true;
            task = whenOver;
        }
        task.run();
        return true;
    }
}
