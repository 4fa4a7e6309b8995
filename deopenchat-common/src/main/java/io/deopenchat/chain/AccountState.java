package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account of a provider as the contract holds it. 2^63 - 1 stands for any number beyond it.
 *
 * @param owner wallet that may withdraw
 * @param bound the client's signature named this owner: nobody can displace it
 * @param escrow what is left to pay the provider or to withdraw
 * @param claimed what the provider was paid so far, ever
 * @param rounds confirmed rounds that were claimed
 * @param ktokens thousands of confirmed tokens that were claimed, rounded down
 * @param locked part of the escrow that an open provisional claim holds
 * @param withdrawing amount of the pending withdrawal, {@link Wei#MAX} for everything; zero if none
 * @param declaredTotal cumulative cost that the provider is paid first when the withdrawal finishes
 * @param maturity from when the withdrawal can be finished; null if none is pending, read it with {@link #maturesAt()}
 * @param lapse from when it no longer can; null if none is pending or it never lapses, read it with {@link #lapsesAt()}
 * @param releaseNonce nonce that the next release must carry
 * @param withdrawalBeneficiary displaced owner that the pending withdrawal pays; {@link Address#ZERO} if it pays the owner
 * @param flagged value that the client flagged at this provider
 * @param contested value that this account and the provider lost over contested rounds, each of them
 */
public record AccountState(
        Address client,
        Address owner,
        boolean bound,
        PublicKey publicKey,
        Wei escrow,
        Wei claimed,
        long rounds,
        long ktokens,
        Wei locked,
        Wei withdrawing,
        Wei declaredTotal,
        @Nullable Instant maturity,
        @Nullable Instant lapse,
        long releaseNonce,
        Address withdrawalBeneficiary,
        Wei flagged,
        Wei contested) {

    /** The owner's withdrawal is pending or mature and has not lapsed: no request may be admitted. */
    public boolean isClosing(Instant now) {
        return maturity != null && !isDisplaced() && (lapse == null || now.isBefore(lapse));
    }

    /**
     * The same of an account that holds the stake of an order, whose lock asks for its withdrawal at once: it closes for the last
     * {@code delay} before the withdrawal matures, which is where the time to serve ends.
     */
    public boolean isClosing(Instant now, Duration delay) {
        return isClosing(now) && maturity != null && !now.isBefore(maturity.minus(delay));
    }

    /** From when the pending withdrawal can be finished. */
    public Optional<Instant> maturesAt() {
        return Optional.ofNullable(maturity);
    }

    /** From when the pending withdrawal no longer can be finished, if it lapses at all. */
    public Optional<Instant> lapsesAt() {
        return Optional.ofNullable(lapse);
    }

    /** A part of the escrow waits for an owner whom the client's bind replaced. */
    public boolean isDisplaced() {
        return !withdrawalBeneficiary.equals(Address.ZERO);
    }

    /** Escrow that may stand behind new rounds: not locked, and not held for a displaced owner. */
    public Wei freeEscrow() {
        Wei unlocked = escrow.minusOrZero(locked);
        return isDisplaced() ? unlocked.minusOrZero(withdrawing) : unlocked;
    }

    /** The same account with other money. */
    public AccountState withMoney(Wei newEscrow, Wei newClaimed) {
        return new AccountState(
                client,
                owner,
                bound,
                publicKey,
                newEscrow,
                newClaimed,
                rounds,
                ktokens,
                locked,
                withdrawing,
                declaredTotal,
                maturity,
                lapse,
                releaseNonce,
                withdrawalBeneficiary,
                flagged,
                contested);
    }
}
