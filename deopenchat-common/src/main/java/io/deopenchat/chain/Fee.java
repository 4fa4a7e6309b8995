package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's fee, taken from what providers earn.
 *
 * @param treasury who may collect and set it; {@link Address#ZERO}: there is no fee and never will be
 * @param proposedTreasury who may take the treasury's place, or {@link Address#ZERO}
 * @param basisPoints in force as of the look at the contract
 * @param maximumBasisPoints never more than this
 * @param announcement null if nothing is announced, read it with {@link #announced()}
 */
public record Fee(
        Address treasury,
        Address proposedTreasury,
        int basisPoints,
        int maximumBasisPoints,
        @Nullable Announcement announcement) {

    /** A fee that holds from a time on. */
    public record Announcement(int basisPoints, Instant from) {}

    private static final int PERCENT_DECIMALS = 2;

    /** The same by a later clock: what was announced holds when its time has come. */
    public Fee at(Instant now) {
        return announcement == null || now.isBefore(announcement.from)
                ? this
                : new Fee(treasury, proposedTreasury, announcement.basisPoints, maximumBasisPoints, null);
    }

    /** Whether anybody can ever take one. */
    public boolean isPossible() {
        return !treasury.equals(Address.ZERO);
    }

    /** Basis points as people say them. */
    public static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, PERCENT_DECIMALS)
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    /** What is announced for later. */
    public Optional<Announcement> announced() {
        return Optional.ofNullable(announcement);
    }
}
