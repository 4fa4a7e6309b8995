package io.deopenchat.gateway.account;

import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client's account in memory. Not thread-safe: {@link AccountBook} holds its lock around every use.
 *
 * <p>All totals are base units. {@code confirmed} is what the client signed for, {@code unconfirmed} the bills that it has
 * not signed for, {@code reserved} the ceilings of rounds in flight.
 */
final class Account {
    private final Address client;
    private final Address provider;
    private @Nullable AccountState chain;
    private @Nullable SignedConfirmation newest;
    private Wei highestAuthorized = Wei.ZERO;
    private final UnclaimedTokens unclaimedTokens = new UnclaimedTokens();
    private @Nullable OpenRelease release;

    private final Map<Long, SignedReceipt> unconfirmed = new LinkedHashMap<>();
    private Wei unconfirmedTotal = Wei.ZERO;
    private final Map<Long, Wei> reservations = new HashMap<>();
    private Wei reservedTotal = Wei.ZERO;
    private final UsedSequences used;
    private Wei lastClaimed = Wei.ZERO;
    private Wei paidBeyondTheCopy = Wei.ZERO;
    private final DayCount voids = new DayCount();
    private @Nullable Duration orderDelay;
    private boolean settling;

    Account(Address client, Address provider, long window) {
        this.client = client;
        this.provider = provider;
        this.used = new UsedSequences(window);
    }

    Address client() {
        return client;
    }

    Optional<AccountState> chain() {
        return Optional.ofNullable(chain);
    }

    void chain(AccountState state) {
        chain = state;
    }

    /**
     * Of a ledger that came back from a copy: what the contract paid and no confirmation here explains was confirmed after the
     * copy was made. Not so where an owner took money out, who may have declared what rounds since then cost.
     */
    void notePaidBeyondTheCopy(AccountState next) {
        boolean takenOut =
                chain != null && (!chain.withdrawing().isZero() || chain.releaseNonce() != next.releaseNonce());
        if (!takenOut && next.claimed().isAbove(confirmed())) {
            paidBeyondTheCopy = paidBeyondTheCopy.max(next.claimed());
        }
    }

    /** Base units in total that confirmations which this ledger lost have paid; zero if there are none. */
    Wei paidBeyondTheCopy() {
        return paidBeyondTheCopy;
    }

    Optional<SignedConfirmation> newest() {
        return Optional.ofNullable(newest);
    }

    /** Rounds that it covers have been marked before. */
    void newest(SignedConfirmation confirmation, Instant at) {
        newest = confirmation;
        unclaimedTokens.coveredBy(confirmation.confirmation().cumulativeCost(), at);
    }

    Confirmation confirmation() {
        return newest == null ? Confirmation.none(provider) : newest.confirmation();
    }

    Wei confirmed() {
        return confirmation().cumulativeCost();
    }

    Wei claimed() {
        return chain == null ? Wei.ZERO : chain.claimed();
    }

    Wei unconfirmedTotal() {
        return unconfirmedTotal;
    }

    Wei reservedTotal() {
        return reservedTotal;
    }

    /** What this provider would lose if the client never confirmed again and every round in flight cost its ceiling. */
    Wei exposure() {
        return unconfirmedTotal.plus(reservedTotal);
    }

    Wei highestAuthorized() {
        return highestAuthorized;
    }

    void sawAuthorized(Wei authorized) {
        highestAuthorized = highestAuthorized.max(authorized);
    }

    UnclaimedTokens unclaimedTokens() {
        return unclaimedTokens;
    }

    /** What a claim would move; empty if nothing, and while the finish of an order moves it. */
    Optional<Claimable> claimable(Instant now) {
        if (newest == null
                || chain == null
                || settling
                || chain.escrow().isZero()
                || !confirmed().isAbove(claimed())) {
            return Optional.empty();
        }
        if (unclaimedTokens.since().isEmpty()) {
            // a block with its claim was reorganised away: its age counts from now on
            unclaimedTokens.coveredBy(confirmed(), now);
        }
        return Optional.of(new Claimable(
                client,
                newest,
                confirmed().minus(claimed()).min(chain.escrow()),
                claimed(),
                unclaimedTokens.value(),
                unclaimedTokens.since().orElse(now),
                isLeaving(chain, now),
                orderDelay != null && !isLeaving(chain, now)));
    }

    /** The withdrawal that the lock of an order sets up takes nothing away before the time to serve is over. */
    private boolean isLeaving(AccountState state, Instant now) {
        return state.maturesAt()
                .filter(from -> orderDelay == null || !now.isBefore(from.minus(orderDelay)))
                .isPresent();
    }

    /** The owner asks for its money while the order of the account goes on: by a withdrawal of its own, or a release. */
    boolean isAskedFor(Instant now) {
        return chain != null
                && ((release != null && release.isOut(chain.releaseNonce(), now))
                        || (orderDelay != null && chain.isClosing(now, orderDelay)));
    }

    /** Whether nothing may be admitted, because the escrow is about to go. */
    boolean isClosing(AccountState state, Instant now) {
        return settling || (orderDelay == null ? state.isClosing(now) : state.isClosing(now, orderDelay));
    }

    /** @param delay of withdrawals, if the account holds the stake of an order; null from the order's end on */
    void holdsOrder(@Nullable Duration delay) {
        orderDelay = delay;
        settling = false;
    }

    /** Neither the contract nor the client ever said anything of it. */
    boolean isUntouched() {
        return chain == null && newest == null && unconfirmed.isEmpty() && reservations.isEmpty();
    }

    /** Nothing is admitted while the order of this account is being finished. */
    void settling(boolean now) {
        settling = now;
    }

    boolean isSettling() {
        return settling;
    }

    Optional<OpenRelease> release() {
        return Optional.ofNullable(release);
    }

    void release(OpenRelease open) {
        release = open;
    }

    UsedSequences used() {
        return used;
    }

    long highestSequence() {
        return used.highest();
    }

    boolean isUsed(long sequence) {
        return used.isUsed(sequence);
    }

    /** Whether {@code sequence} is near enough to the highest used one to be decided from memory, either way. */
    boolean isInWindow(long sequence) {
        return used.isInWindow(sequence);
    }

    /** What the contract said last of the claimed total, also before it was asked in this run. */
    Wei lastClaimed() {
        return lastClaimed;
    }

    /** True if that is news. */
    boolean claimed(Wei total) {
        boolean counted = unclaimedTokens.claimed(total);
        boolean moved = !total.equals(lastClaimed);
        lastClaimed = total;
        return counted || moved;
    }

    /** As the ledger has it; receipts follow. */
    void restore(AccountRow row, Instant unclaimedSince) {
        highestAuthorized = row.highestAuthorized();
        unclaimedTokens.add(row.unclaimedTokens());
        if (row.newest() != null) {
            newest(row.newest(), unclaimedSince);
        }
        release = row.release();
        lastClaimed = row.claimed();
        used.restore(row.highestSequence(), row.usedSequences());
    }

    void reserve(long sequence, Wei maxCost) {
        used.use(sequence);
        reservations.put(sequence, maxCost);
        reservedTotal = reservedTotal.plus(maxCost);
    }

    /** @throws IllegalStateException if nothing is reserved for it: a round ends once */
    void unreserve(long sequence) {
        Wei maxCost = reservations.remove(sequence);
        if (maxCost == null) {
            throw new IllegalStateException("round " + sequence + " of " + client + " is not in flight");
        }
        reservedTotal = reservedTotal.minus(maxCost);
    }

    boolean isInFlight(long sequence) {
        return reservations.containsKey(sequence);
    }

    /** Rounds that no confirmation covers yet, and those that are in flight. */
    int openRounds() {
        return unconfirmed.size() + reservations.size();
    }

    /** Rounds that ended void, in this run of the gateway. */
    DayCount voids() {
        return voids;
    }

    boolean hasRoundsInFlight() {
        return !reservations.isEmpty();
    }

    void bill(SignedReceipt receipt) {
        unconfirmed.put(receipt.receipt().sequence(), receipt);
        unconfirmedTotal = unconfirmedTotal.plus(receipt.receipt().cost());
    }

    Optional<SignedReceipt> unconfirmed(long sequence) {
        return Optional.ofNullable(unconfirmed.get(sequence));
    }

    /** Bills of sequences up to {@code last}. */
    List<SignedReceipt> unconfirmedUpTo(long last) {
        return unconfirmed.values().stream()
                .filter(receipt -> receipt.receipt().sequence() <= last)
                .toList();
    }

    void confirmed(long sequence) {
        SignedReceipt receipt = unconfirmed.remove(sequence);
        if (receipt != null) {
            unconfirmedTotal = unconfirmedTotal.minus(receipt.receipt().cost());
            unclaimedTokens.add(receipt.receipt().usage().total());
        }
    }

    List<SignedReceipt> unconfirmedReceipts(int atMost) {
        return new ArrayList<>(unconfirmed.values().stream().limit(atMost).toList());
    }
}
