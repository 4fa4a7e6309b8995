package io.deopenchat.bridge.support;

import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.TestDomain;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.TestKey;

/** Who plays in the tests, and for how much. */
public final class Parties {
    public static final Domain DOMAIN = TestDomain.DOMAIN;
    public static final Signer CLIENT = TestKey.CLIENT.signer();
    public static final Signer OPERATOR = TestKey.OPERATOR.signer();
    public static final Address PROVIDER = TestKey.PROVIDER.address();
    public static final AccountId ACCOUNT = AccountId.of(DOMAIN, PROVIDER, CLIENT.address());

    public static final String MODEL = "test/tiny";
    public static final Prices PRICES =
            new Prices(Wei.of(10), new TokenPrice(Wei.of(1_000_000)), new TokenPrice(Wei.of(2_000_000)));
    public static final ModelLimits LIMITS = new ModelLimits(100, 16, 64, 0);

    private Parties() {}
}
