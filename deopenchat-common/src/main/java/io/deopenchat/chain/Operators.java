package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign for a provider. A newly named one signs releases at once and receipts after a notice; the one that it
 * replaces stays valid for receipts for a while.
 *
 * @param present signs receipts as of the look at the contract
 * @param releases signs releases: the one that was named last
 * @param announcement signs receipts from its time on; null if none was announced, read it with {@link #announced()}
 * @param predecessor its receipts hold until its time; null if there is none, read it with {@link #replaced()}
 */
public record Operators(
        Address present,
        Address releases,
        @Nullable TimedOperator announcement,
        @Nullable TimedOperator predecessor) {

    /** A key, and the time at which it begins or ceases to hold. */
    public record TimedOperator(Address key, Instant time) {}

    /** One key for everything, and nothing announced. */
    public static Operators only(Address operator) {
        return new Operators(operator, operator, null, null);
    }

    /** The key that signs receipts: an announcement holds when its time has come, without another look at the contract. */
    public Address forReceipts(Instant now) {
        return announcement != null && !now.isBefore(announcement.time) ? announcement.key : present;
    }

    /** The keys whose receipts the contract takes: first the one that signs now, then one that was replaced lately. */
    public List<Address> validForReceipts(Instant now) {
        Address current = forReceipts(now);
        if (!current.equals(present)) {
            return List.of(current, present);
        }
        return predecessor != null && now.isBefore(predecessor.time)
                ? List.of(current, predecessor.key)
                : List.of(current);
    }

    /** What is announced for later. */
    public Optional<TimedOperator> announced() {
        return Optional.ofNullable(announcement);
    }

    /** Who signed receipts before, and may for a while. */
    public Optional<TimedOperator> replaced() {
        return Optional.ofNullable(predecessor);
    }
}
