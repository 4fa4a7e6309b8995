package io.deopenchat.bridge.provider;

import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.SignedEncryptionKey;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Verifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encryption keys of one provider whose signature was checked. A signature is recovered once; that its signer is an operator
 * is asked each time, because a stolen operator's key would otherwise open calls after it was withdrawn. Whoever sits on the
 * way may keep an older key whose secret leaked: next to a key that was seen here it does not count. Thread-safe.
 */
final class CheckedKeys {
    private final Domain domain;
    private final Verifier verifier;
    private @Nullable Checked last;
    private @Nullable Checked newest;

    private record Checked(SignedEncryptionKey signed, Address signer) {
        boolean isOf(List<Address> operators) {
            return operators.contains(signer);
        }

        long until() {
            return signed.key().until();
        }
    }

    CheckedKeys(Domain domain, Verifier verifier) {
        this.domain = domain;
        this.verifier = verifier;
    }

    /**
     * Whether a key may be sealed to, and is remembered.
     *
     * @param offered for this provider and client
     * @param operators whose signatures count now
     * @param now unix seconds
     */
    synchronized boolean count(SignedEncryptionKey offered, List<Address> operators, long now) {
        if (!isTimely(offered, now) || isOlder(offered, operators)) {
            return false;
        }
        Optional<Checked> checked = checked(offered, operators);
        checked.ifPresent(known -> remember(known, operators));
        return checked.isPresent();
    }

    /** The key that counted last, if it still does. */
    synchronized Optional<SignedEncryptionKey> last(List<Address> operators, long now) {
        return Optional.ofNullable(last)
                .filter(known -> isTimely(known.signed, now) && known.isOf(operators))
                .map(Checked::signed);
    }

    /** No key is known any more. How new the newest one was stays known: else an older one would count now. */
    synchronized void forget() {
        last = null;
    }

    /** An operator's word is good for an hour: one who may sign no longer must not have signed for years. */
    private static boolean isTimely(SignedEncryptionKey offered, long now) {
        long until = offered.key().until();
        return now <= until
                && until - now <= Limits.MAX_KEY_LIFE.plus(Limits.CLOCK_SKEW).toSeconds();
    }

    /** What a withdrawn operator signed holds nobody back. */
    private boolean isOlder(SignedEncryptionKey offered, List<Address> operators) {
        return newest != null
                && newest.isOf(operators)
                && !offered.key().key().equals(newest.signed.key().key())
                && offered.key().until() < newest.until();
    }

    private Optional<Checked> checked(SignedEncryptionKey offered, List<Address> operators) {
        if (last != null && last.signed.equals(offered)) {
            return Optional.of(last).filter(known -> known.isOf(operators));
        }
        return operators.stream()
                .filter(operator -> verifier.isSignedBy(operator, domain.digest(offered.key()), offered.signature()))
                .findFirst()
                .map(signer -> new Checked(offered, signer));
    }

    private void remember(Checked checked, List<Address> operators) {
        last = checked;
        if (newest == null || !newest.isOf(operators) || checked.until() >= newest.until()) {
            newest = checked;
        }
    }
}
