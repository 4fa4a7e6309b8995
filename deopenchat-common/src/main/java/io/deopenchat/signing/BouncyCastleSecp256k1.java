package io.deopenchat.signing;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/** The portable implementation. */
final class BouncyCastleSecp256k1 implements Secp256k1 {
    @Override
    public String name() {
        return "Bouncy Castle";
    }

    @Override
    public PublicKey publicKey(SecretKey key) {
        return encoded(new FixedPointCombMultiplier()
                .multiply(Curve.Points.PARAMETERS.getG(), new BigInteger(1, key.bytes())));
    }

    @Override
    public Signature sign(Bytes32 digest, SecretKey key) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, key.bytes()), Curve.Points.PARAMETERS));
        BigInteger[] rs = signer.generateSignature(digest.toArray());
        BigInteger s = rs[1].compareTo(Curve.HALF_ORDER) > 0 ? Curve.ORDER.subtract(rs[1]) : rs[1];
        byte[] compact = new byte[Signature.COMPACT_LENGTH];
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, rs[0]), 0, compact, 0, 32);
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, s), 0, compact, 32, 32);
        PublicKey signedBy = publicKey(key);
        for (int recoveryId = 0; recoveryId < 2; recoveryId++) {
            Signature candidate = Signature.of(compact, recoveryId);
            if (recover(digest, candidate).filter(signedBy::equals).isPresent()) {
                return candidate;
            }
        }
        throw new IllegalStateException("no recovery id fits a signature that was just made");
    }

    /** SEC 1, section 4.1.6, for the two ids in which {@code r} is the x coordinate itself. */
    @Override
    public Optional<PublicKey> recover(Bytes32 digest, Signature signature) {
        byte[] rs = signature.rs();
        BigInteger r = new BigInteger(1, rs, 0, 32);
        BigInteger s = new BigInteger(1, rs, 32, 32);
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (2 + signature.recoveryId());
        System.arraycopy(rs, 0, compressed, 1, 32);
        ECPoint point;
        try {
            point = Curve.Points.PARAMETERS.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException notOnTheCurve) {
            return Optional.empty();
        }
        BigInteger rInverse = r.modInverse(Curve.ORDER);
        BigInteger e = new BigInteger(1, digest.toArray());
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        Curve.Points.PARAMETERS.getG(),
                        e.negate().multiply(rInverse).mod(Curve.ORDER),
                        point,
                        s.multiply(rInverse).mod(Curve.ORDER))
                .normalize();
        return key.isInfinity() ? Optional.empty() : Optional.of(encoded(key));
    }

    private static PublicKey encoded(ECPoint point) {
        byte[] encoded = point.getEncoded(false);
        return PublicKey.of(Arrays.copyOfRange(encoded, 1, encoded.length));
    }
}
