package io.deopenchat.signing;

import java.math.BigInteger;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.custom.sec.SecP256K1Curve;
import org.bouncycastle.util.encoders.Hex;

/** Constants of secp256k1 (SEC 2, section 2.4.1). Not looked up by name: that loads every other curve, too. */
final class Curve {
    static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private static final String GENERATOR = "04"
            + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

    private Curve() {}

    /** Made when it is needed: a program with the native library never needs it. */
    static final class Points {
        static final ECDomainParameters PARAMETERS = parameters();

        private Points() {}

        private static ECDomainParameters parameters() {
            ECCurve curve = new SecP256K1Curve();
            return new ECDomainParameters(curve, curve.decodePoint(Hex.decode(GENERATOR)), ORDER, BigInteger.ONE);
        }
    }
}
