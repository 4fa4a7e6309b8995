package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The native library and the portable implementation, against each other and against published numbers. */
class Secp256k1Test {
    private static final int SEEDS = 300;
    private static final Secp256k1 NATIVE = NativeSecp256k1.load().orElseThrow();
    private static final Secp256k1 PORTABLE = new BouncyCastleSecp256k1();

    static List<Secp256k1> implementations() {
        return List.of(NATIVE, PORTABLE);
    }

    @Test
    void bothSignWithTheSameBytes() {
        samples()
                .forEach(sample -> assertThat(NATIVE.sign(sample.digest, sample.key))
                        .as("digest %s", sample.digest)
                        .isEqualTo(PORTABLE.sign(sample.digest, sample.key)));
    }

    @Test
    void bothDeriveTheSamePublicKey() {
        samples().forEach(sample -> assertThat(NATIVE.publicKey(sample.key)).isEqualTo(PORTABLE.publicKey(sample.key)));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void recoversTheKeyThatSigned(Secp256k1 curve) {
        samples()
                .forEach(sample -> assertThat(curve.recover(sample.digest, curve.sign(sample.digest, sample.key)))
                        .contains(curve.publicKey(sample.key)));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void signsWithBothRecoveryIds(Secp256k1 curve) {
        Set<Integer> ids = new HashSet<>();
        samples()
                .forEach(sample -> ids.add(curve.sign(sample.digest, sample.key).recoveryId()));
        assertThat(ids).containsExactlyInAnyOrder(0, 1);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void aSignatureOfAnotherDigestRecoversAnotherKey(Secp256k1 curve) {
        samples().forEach(sample -> {
            Signature signature = curve.sign(sample.digest, sample.key);
            assertThat(curve.recover(Hash.keccak256(sample.digest.toArray()), signature))
                    .isNotEqualTo(Optional.of(curve.publicKey(sample.key)));
        });
    }

    @Test
    void bothRecoverTheSameFromArbitrarySignatures() {
        Random random = new Random(8);
        for (int i = 0; i < SEEDS; i++) {
            Signature signature = arbitrary(random);
            Bytes32 digest = bytes32(random);
            assertThat(NATIVE.recover(digest, signature)).isEqualTo(PORTABLE.recover(digest, signature));
        }
    }

    /** The smallest r that is no x coordinate of the curve is 5. */
    @ParameterizedTest
    @MethodSource("implementations")
    void recoversNothingWhereRIsNoPointOfTheCurve(Secp256k1 curve) {
        for (int recoveryId = 0; recoveryId < 2; recoveryId++) {
            Signature signature = signature(BigInteger.valueOf(5), BigInteger.ONE, recoveryId);
            assertThat(curve.recover(Hash.keccak256("anything"), signature)).isEmpty();
        }
    }

    /** With {@code s = e / k} for {@code R = kG}, the key {@code (sR - eG) / r} is no point. */
    @ParameterizedTest
    @MethodSource("implementations")
    void recoversNothingWhereTheKeyWouldBeAtInfinity(Secp256k1 curve) {
        BigInteger k = BigInteger.valueOf(7);
        ECPoint point = Curve.Points.PARAMETERS.getG().multiply(k).normalize();
        BigInteger r = point.getAffineXCoord().toBigInteger();
        BigInteger s = BigInteger.TWO;
        Bytes32 digest = Bytes32.of(BigIntegers.asUnsignedByteArray(32, s.multiply(k)));
        int parity = point.getAffineYCoord().toBigInteger().testBit(0) ? 1 : 0;
        assertThat(curve.recover(digest, signature(r, s, parity))).isEmpty();
        assertThat(curve.recover(digest, signature(r, s, 1 - parity))).isPresent();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void signsDigestsAtTheEdges(Secp256k1 curve) {
        SecretKey key = TestKey.OWNER.secret();
        for (Bytes32 digest : List.of(
                Bytes32.ZERO,
                bytes32(Curve.ORDER),
                bytes32(BigInteger.TWO.pow(256).subtract(BigInteger.ONE)))) {
            Signature signature = curve.sign(digest, key);
            assertThat(curve.recover(digest, signature)).contains(curve.publicKey(key));
            assertThat(signature).isEqualTo(PORTABLE.sign(digest, key));
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void theKeyOneIsTheGenerator(Secp256k1 curve) {
        assertThat(curve.publicKey(TestKey.CLIENT.secret()))
                .hasToString("0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
    }

    /** A deterministic signature that many libraries publish: SHA-256 of "Satoshi Nakamoto" with the key 1. */
    @ParameterizedTest
    @MethodSource("implementations")
    void signsDeterministicallyAsRfc6979Says(Secp256k1 curve) {
        Bytes32 digest = Bytes32.of(Hash.sha256().digest("Satoshi Nakamoto".getBytes(StandardCharsets.UTF_8)));
        assertThat(curve.sign(digest, TestKey.CLIENT.secret()).toString())
                .startsWith("0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                        + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
    }

    @Test
    void theNativeLibraryIsChosenWhereItLoads() {
        assertThat(Secp256k1.fastest().name()).isEqualTo(NATIVE.name()).isNotEqualTo(PORTABLE.name());
    }

    private static Stream<Sample> samples() {
        Random random = new Random(256);
        return Stream.generate(() -> new Sample(bytes32(random), SecretKey.parse(key(random))))
                .limit(SEEDS);
    }

    private static Bytes32 bytes32(Random random) {
        byte[] bytes = new byte[Bytes32.LENGTH];
        random.nextBytes(bytes);
        return Bytes32.of(bytes);
    }

    private static Bytes32 bytes32(BigInteger value) {
        return Bytes32.of(BigIntegers.asUnsignedByteArray(Bytes32.LENGTH, value));
    }

    private static String key(Random random) {
        return "%064x".formatted(new BigInteger(255, random).add(BigInteger.ONE));
    }

    private static Signature arbitrary(Random random) {
        BigInteger r = new BigInteger(255, random).add(BigInteger.ONE);
        BigInteger s = new BigInteger(254, random).add(BigInteger.ONE);
        return signature(r, s, random.nextInt(2));
    }

    private static Signature signature(BigInteger r, BigInteger s, int recoveryId) {
        byte[] rs = new byte[Signature.COMPACT_LENGTH];
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, r), 0, rs, 0, 32);
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, s), 0, rs, 32, 32);
        return Signature.of(rs, recoveryId);
    }

    private record Sample(Bytes32 digest, SecretKey key) {}
}
