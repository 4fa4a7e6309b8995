package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import java.time.Instant;

/**
 * An account of a provider as the contract holds it.
 *
 * @param owner wallet that may withdraw
 * @param escrow what is left to pay the provider or to withdraw
 * @param claimed what the provider was paid so far, ever
 * @param rounds confirmed rounds that were claimed; 2^63 - 1 stands for anything beyond it
 * @param locked part of the escrow held for contested rounds
 * @param withdrawing amount of the pending withdrawal, {@link Wei#MAX} for everything; zero if none
 * @param declaredTotal cumulative cost that the provider is paid first when the withdrawal finishes
 * @param maturesAt unix seconds from when the withdrawal can be finished; 0 if none is pending
 * @param lapsesAt unix seconds from when it no longer can; {@link Long#MAX_VALUE} if it never lapses
 * @param releaseNonce nonce that the next release must carry
 * @param withdrawalBeneficiary displaced owner that the pending withdrawal pays; {@link Address#ZERO} if it pays the owner
 */
public record AccountState(
        Address client,
        Address owner,
        PublicKey publicKey,
        Wei escrow,
        Wei claimed,
        long rounds,
        Wei locked,
        Wei withdrawing,
        Wei declaredTotal,
        long maturesAt,
        long lapsesAt,
        long releaseNonce,
        Address withdrawalBeneficiary) {

    /** The owner's withdrawal is pending or mature and has not lapsed: no request may be admitted. */
    public boolean isClosing(Instant now) {
        return maturesAt != 0 && !isDisplaced() && now.getEpochSecond() < lapsesAt;
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
}
