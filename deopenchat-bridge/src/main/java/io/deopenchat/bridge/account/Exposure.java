package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedReceipt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sums behind an account: what is confirmed, what is owed, and what may still become owed. Holds no lock; its
 * {@link Account} does.
 */
final class Exposure {
    /**
     * So many rounds that cost nothing are confirmed without one that does: a gateway serves an account only while few of its
     * rounds are unconfirmed. Fewer wait, because each confirmation is a write on both sides.
     */
    static final int FREE_ROUNDS_AT_ONCE = 64;

    private Confirmation confirmed;
    private Wei foreign = Wei.ZERO;
    private final Map<Long, Wei> ceilings = new HashMap<>();
    private final LinkedHashMap<Long, SignedReceipt> owed = new LinkedHashMap<>();
    private final Map<Long, Wei> disputed = new HashMap<>();
    /** Without {@link #foreign}, which a gateway can make as high as it likes. */
    private Wei committed;

    Exposure(Confirmation confirmed) {
        this.confirmed = confirmed;
        this.committed = confirmed.cumulativeCost();
    }

    Confirmation confirmed() {
        return confirmed;
    }

    /**
     * Everything that this account owes or may come to owe by its own journal: confirmed, owed and not confirmed, disputed,
     * and the ceilings of all rounds in flight.
     */
    Wei committed() {
        return committed;
    }

    /**
     * The same with what a gateway says of rounds that this journal does not know: a lost journal could not go on without.
     *
     * @param believed of that at most; whatever is authorized, a gateway can take
     */
    Wei committed(Wei believed) {
        return committed.plusOrMax(foreign.min(believed));
    }

    /** What was served: confirmed, or owed and not confirmed. */
    Wei served() {
        return owed.values().stream()
                .map(signed -> signed.receipt().cost())
                .reduce(confirmed.cumulativeCost(), Wei::plusOrMax);
    }

    void reserve(long sequence, Wei ceiling) {
        ceilings.put(sequence, ceiling);
        committed = committed.plus(ceiling);
    }

    /** The round is over; false if it was over before. */
    boolean release(long sequence) {
        Wei ceiling = ceilings.remove(sequence);
        if (ceiling == null) {
            return false;
        }
        committed = committed.minus(ceiling);
        return true;
    }

    boolean isReserved(long sequence) {
        return ceilings.containsKey(sequence);
    }

    void owe(SignedReceipt receipt) {
        owed.put(receipt.receipt().sequence(), receipt);
        committed = committed.plus(receipt.receipt().cost());
    }

    /** The gateway counts a disputed round against the client's credit, so it stays authorized, but never above its ceiling. */
    void dispute(Round round) {
        Wei ceiling = round.terms().request().maxCost();
        dispute(
                round.sequence(),
                round.signedReceipt()
                        .map(signed -> signed.receipt().cost().min(ceiling))
                        .orElse(round.isDispute() ? ceiling : Wei.ZERO));
    }

    void dispute(long sequence, Wei amount) {
        disputed.put(sequence, amount);
        committed = committed.plus(amount);
    }

    /** What the gateway holds receipts for and this journal knows nothing of. */
    void foreign(Wei amount) {
        foreign = amount;
    }

    boolean isKnown(long sequence) {
        return ceilings.containsKey(sequence) || owed.containsKey(sequence) || disputed.containsKey(sequence);
    }

    /** The highest sequence of a round that is in flight, owed or disputed; 0 if there is none. */
    long highestKnown() {
        return Stream.of(ceilings.keySet(), owed.keySet(), disputed.keySet())
                .flatMap(Set::stream)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    Set<Long> owedSequences() {
        return Set.copyOf(owed.keySet());
    }

    /**
     * Receipts for the next confirmation, in transcript order; empty if it is not {@link #isWorthConfirming}. Rounds that cost something go first, so that many free ones cannot keep them waiting.
     */
    List<SignedReceipt> confirmable(int atMost) {
        List<SignedReceipt> receipts = new ArrayList<>(owed.values());
        if (receipts.size() > atMost) {
            receipts.sort(Comparator.comparing(signed -> signed.receipt().cost().isZero()));
            receipts = receipts.subList(0, atMost);
        }
        return isWorthConfirming() ? List.copyOf(receipts) : List.of();
    }

    /** Whether something raises the total, or many rounds that cost nothing are to be confirmed. */
    boolean isWorthConfirming() {
        return owed.size() >= FREE_ROUNDS_AT_ONCE
                || owed.values().stream()
                        .anyMatch(signed -> !signed.receipt().cost().isZero());
    }

    /** The next confirmation continues {@code held}, another one of this client over the same total. */
    void goOnFrom(Confirmation held) {
        confirmed = held;
    }

    /** A confirmation that covers these rounds is held by the gateway. */
    void confirm(ConfirmedBatch batch) {
        for (long sequence : batch.sequences()) {
            Optional.ofNullable(owed.remove(sequence))
                    .ifPresent(signed ->
                            committed = committed.minus(signed.receipt().cost()));
        }
        committed = committed
                .minus(confirmed.cumulativeCost())
                .plus(batch.confirmation().cumulativeCost());
        confirmed = batch.confirmation();
    }

    /** Removes a round that is owed, to confirm it never or to have it confirmed already. */
    void forget(long sequence) {
        Optional.ofNullable(owed.remove(sequence))
                .ifPresent(
                        signed -> committed = committed.minus(signed.receipt().cost()));
    }
}
