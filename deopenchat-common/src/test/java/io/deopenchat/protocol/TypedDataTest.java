package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Anvil;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.RemoteSigner;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.TypedMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another implementation of EIP-712, in anvil, signs of every message what this one signs. */
class TypedDataTest {
    private static final Secp256k1 CURVE = Secp256k1.fastest();
    private static final Anvil ANVIL = Anvil.start();
    private static final Address KEY = Anvil.address(3);
    private static final Address OTHER = Anvil.address(4);
    private static final Bytes32 HASH = Hash.keccak256("a hash");
    private static final long LATE = Long.MAX_VALUE;

    @AfterAll
    static void ends() {
        ANVIL.close();
    }

    static List<TypedMessage> messages() {
        TokenPrice dearest = new TokenPrice(Wei.MAX);
        return List.of(
                new InferenceRequest(
                        OTHER,
                        LATE,
                        HASH,
                        ModelId.of("a/model"),
                        new Prices(Wei.MAX, dearest, dearest),
                        Wei.MAX,
                        Wei.MAX,
                        LATE),
                new InferenceRequest(
                        OTHER,
                        1,
                        Bytes32.ZERO,
                        Bytes32.ZERO,
                        new Prices(Wei.ZERO, new TokenPrice(Wei.ZERO), new TokenPrice(Wei.ZERO)),
                        Wei.ZERO,
                        Wei.ZERO,
                        0),
                new Confirmation(OTHER, Wei.MAX, LATE, LATE, HASH),
                new Receipt(OTHER, 1, HASH, HASH, new Usage(LATE, 0), Wei.of(7), RoundStatus.COMPLETE),
                new Access(OTHER, "POST /deopenchat/v1/release \"\\\u00e9\u2028", LATE),
                new Release(OTHER, KEY, Wei.MAX, LATE, LATE),
                new TopUp(KEY, OTHER, Wei.MAX, LATE),
                new Bind(Address.ZERO, OTHER),
                new Contest(OTHER, HASH, Wei.MAX),
                new Flag(OTHER, Wei.MAX),
                new Comparison(OTHER, KEY, Wei.MAX));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isSignedElsewhereAsItIsHere(TypedMessage message) {
        Domain domain = new Domain(31_337, OTHER);
        try (RemoteSigner elsewhere = RemoteSigner.connect(ANVIL.url(), Optional.of(KEY), CURVE)) {
            Signer here = new Signer(Anvil.key(3), CURVE);

            assertThat(elsewhere.sign(domain, message)).isEqualTo(here.sign(domain, message));
            assertThat(elsewhere.publicKey(domain, message)).isEqualTo(here.publicKey());
        }
    }

    @Test
    void theChainIsPartOfWhatIsSigned() {
        Domain filecoin = new Domain(314, OTHER);
        Bind bind = new Bind(OTHER, KEY);
        try (RemoteSigner elsewhere = RemoteSigner.connect(ANVIL.url(), Optional.of(KEY), CURVE)) {
            assertThat(elsewhere.sign(filecoin, bind)).isEqualTo(new Signer(Anvil.key(3), CURVE).sign(filecoin, bind));
        }
    }
}
