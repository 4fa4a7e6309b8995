package io.deopenchat.gateway.account;

import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
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
    private final NavigableSet<Long> recentSequences = new TreeSet<>();
    private final long window;

    Account(Address client, Address provider, long window) {
        this.client = client;
        this.provider = provider;
        this.window = window;
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

    /** What a claim would move; empty if nothing. */
    Optional<Claimable> claimable(Instant now) {
        if (newest == null
                || chain == null
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
                chain.maturesAt().isPresent()));
    }

    Optional<OpenRelease> release() {
        return Optional.ofNullable(release);
    }

    void release(OpenRelease open) {
        release = open;
    }

    long highestSequence() {
        return recentSequences.isEmpty() ? 0 : recentSequences.last();
    }

    boolean isUsed(long sequence) {
        return recentSequences.contains(sequence);
    }

    /** Whether {@code sequence} is near enough to the highest used one to be decided from memory, either way. */
    boolean isInWindow(long sequence) {
        long highest = highestSequence();
        return sequence <= highest + window && sequence >= highest - window;
    }

    void use(long sequence) {
        recentSequences.add(sequence);
        recentSequences.headSet(highestSequence() - window).clear();
    }

    void reserve(long sequence, Wei maxCost) {
        use(sequence);
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
