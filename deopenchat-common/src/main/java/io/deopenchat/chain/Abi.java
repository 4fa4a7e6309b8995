package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Between the types of the generated wrapper and ours. */
final class Abi {
    private static final BigInteger LARGEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LARGEST_INT = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger LATEST_TIME = BigInteger.valueOf(Instant.MAX.getEpochSecond());

    private Abi() {}

    static Address address(String hex) {
        return Address.parse(hex);
    }

    static Bytes32 bytes32(byte[] bytes) {
        return Bytes32.of(bytes);
    }

    static Wei wei(BigInteger amount) {
        return new Wei(amount);
    }

    /** For sums that the contract holds in 256 bits: {@link Wei#MAX} for anything beyond it. */
    static Wei weiOrMax(BigInteger amount) {
        return wei(amount.min(Wei.MAX.value()));
    }

    /** Unix seconds; anything later than an {@link Instant} can be becomes the latest one. */
    static Instant time(BigInteger seconds) {
        return Instant.ofEpochSecond(seconds.min(LATEST_TIME).longValueExact());
    }

    /** Unix seconds; null for zero, which is no time, and for never: anything later than an {@link Instant} can be. */
    static @Nullable Instant timeOrNull(BigInteger seconds) {
        return seconds.signum() == 0 || seconds.compareTo(LATEST_TIME) > 0 ? null : time(seconds);
    }

    /** A number that is not negative. */
    static BigInteger uint(long number) {
        return BigInteger.valueOf(number);
    }

    static BigInteger seconds(Instant time) {
        return BigInteger.valueOf(time.getEpochSecond());
    }

    static BigInteger seconds(Duration duration) {
        return BigInteger.valueOf(duration.toSeconds());
    }

    /** Anything beyond 2^63 - 1 becomes 2^63 - 1. */
    static long number(BigInteger unsigned) {
        return unsigned.min(LARGEST_LONG).longValueExact();
    }

    /** Anything beyond 2^31 - 1 becomes 2^31 - 1. */
    static int count(BigInteger unsigned) {
        return unsigned.min(LARGEST_INT).intValueExact();
    }

    static PublicKey publicKey(byte[] x, byte[] y) {
        byte[] both = new byte[PublicKey.LENGTH];
        System.arraycopy(x, 0, both, 0, x.length);
        System.arraycopy(y, 0, both, x.length, y.length);
        return PublicKey.of(both);
    }

    static Prices prices(Deopenchat.Prices prices) {
        return new Prices(
                wei(prices.requestPrice),
                new TokenPrice(wei(prices.inputPrice)),
                new TokenPrice(wei(prices.outputPrice)));
    }

    static Deopenchat.Prices prices(Prices prices) {
        return new Deopenchat.Prices(
                prices.request().value(),
                prices.input().perMillion().value(),
                prices.output().perMillion().value());
    }
}
