package io.deopenchat.signing;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;

/** Constants of secp256k1 (SEC 2, section 2.4.1). */
final class Curve {
    private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");

    static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);
    static final BigInteger ORDER = PARAMETERS.getN();
    static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private Curve() {}
}
