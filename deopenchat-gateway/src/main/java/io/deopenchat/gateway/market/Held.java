package io.deopenchat.gateway.market;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Order;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.money.Wei;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One own order as it is known now: what is on disk of it, and what the contract said last. For one thread. */
final class Held {
    /** An event that no node tells loses no order. */
    static final Duration MAX_AGE = Duration.ofMinutes(1);

    private static final long NONE = -1;

    private OwnOrder order;
    private @Nullable Order seen;
    private boolean stale = true;
    private Instant readAt = Instant.EPOCH;
    private long changedAtBlock;
    private long endSince = NONE;
    private Instant nextTry = Instant.MIN;
    private Wei mostMoney = Wei.ZERO;
    private boolean funded;
    private boolean needsCoins;
    private boolean guarded;

    Held(OwnOrder order, long head) {
        this.order = order;
        this.changedAtBlock = head;
    }

    OwnOrder order() {
        return order;
    }

    /** Null until it was read for the first time, and if the contract knows no such order. */
    @Nullable
    Order seen() {
        return seen;
    }

    void seen(@Nullable Order found, Instant now) {
        seen = found;
        stale = false;
        readAt = now;
    }

    /** @return whether that is news */
    boolean becomes(OwnOrder next, long head) {
        boolean news = !next.equals(order);
        if (news) {
            order = next;
            changedAtBlock = head;
        }
        return news;
    }

    /** Whether it should be read again, whatever happens on chain. */
    boolean isStale(Instant now) {
        return stale || !now.isBefore(readAt.plus(MAX_AGE));
    }

    /** Something happened to it. */
    void changed() {
        stale = true;
    }

    /** Whether what it came from can still be replaced by other blocks. */
    boolean isYoung(long head, int depth) {
        return head < changedAtBlock + depth;
    }

    /** The contract says that it is over: whether it has said so for that many blocks. */
    boolean isOverFor(int depth, long head) {
        if (endSince == NONE) {
            endSince = head;
        }
        return head >= endSince + depth;
    }

    /** The contract says that it goes on. */
    void goesOn() {
        endSince = NONE;
    }

    boolean mayBeOver() {
        return endSince != NONE;
    }

    boolean mayTry(Instant now) {
        return !now.isBefore(nextTry);
    }

    void tryAgainAt(Instant then) {
        nextTry = then;
    }

    /** Whether that a step waits for coins is news. */
    boolean isNews(Sending.Later later) {
        boolean news = later.needsCoins() && !needsCoins;
        needsCoins = later.needsCoins();
        return news;
    }

    /**
     * Whether the owner takes its money away. An account that was not seen with the stake is as it was before the lock. A claim
     * moves money from one sum to the other; only an owner makes both together less.
     */
    boolean isLeft(AccountState account, boolean askedFor) {
        funded |= !order.stake().isAbove(account.escrow());
        if (!funded) {
            return false;
        }
        Wei money = account.escrow().plus(account.claimed());
        mostMoney = mostMoney.max(money);
        return askedFor || (mostMoney.isAbove(money) && order.stake().isAbove(account.escrow()));
    }

    /** What a process before this one sent for it may still be mined: nothing is sent, and nothing admitted. */
    boolean isGuarded() {
        return guarded;
    }

    void guarded(boolean now) {
        guarded = now;
    }
}
