package io.deopenchat.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.junit.jupiter.api.Test;

/**
 * HPKE against the vectors that belong to RFC 9180: appendix A.1.1 for AES-128-GCM, and of the file of vectors that the RFC
 * names (mode 0, KEM 32, KDF 1, AEAD 2) the one for the suite that is used here, which the appendix does not print.
 */
final class HpkeVectorsTest {
    private static final byte[] INFO = "Ode on a Grecian Urn".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "Beauty is truth, truth beauty".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COUNT_0 = "Count-0".getBytes(StandardCharsets.US_ASCII);

    private static final EncryptionSecret RECIPIENT =
            secret("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d");
    private static final String RECIPIENT_PUBLIC = "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c";
    private static final EncryptionSecret EPHEMERAL =
            secret("179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11");
    private static final String ENCAPSULATION = "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256";
    private static final String SEALED =
            "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a";

    @Test
    void sealsAsTheVectorOfThisSuite() {
        HPKEContextWithEncapsulation sender = Suite.sender(hex(RECIPIENT_PUBLIC), INFO, EPHEMERAL.pair());

        assertThat(hex(sender.getEncapsulation())).isEqualTo(ENCAPSULATION);
        assertThat(hex(Suite.seal(sender, COUNT_0, TEXT))).isEqualTo(SEALED);
        exportsAsTheVector(sender);
    }

    @Test
    void opensTheVectorOfThisSuite() {
        HPKEContext receiver = Suite.receiver(hex(ENCAPSULATION), RECIPIENT, INFO);

        assertThat(RECIPIENT.publicKey()).hasToString("0x" + RECIPIENT_PUBLIC);
        assertThat(Suite.open(receiver, COUNT_0, hex(SEALED), 0)).isEqualTo(TEXT);
        exportsAsTheVector(receiver);
    }

    private static void exportsAsTheVector(HPKEContext context) {
        assertThat(hex(context.export(new byte[0], 32)))
                .isEqualTo("ded6cffafaea6b812cbf3e241e88332adbc077aca81512914213810ee291770a");
        assertThat(hex(context.export(new byte[1], 32)))
                .isEqualTo("04d3cb6cc116b28ffd22ad5bc276c60d31fec71ceb87ae24db811c64b7507339");
        assertThat(hex(context.export("TestContext".getBytes(StandardCharsets.US_ASCII), 32)))
                .isEqualTo("7c5ded445732c14fe09727d29b4251c0fd38455fe8440571e687f0886aac94d2");
    }

    @Test
    void sealsAsTheVectorOfTheAppendix() throws Exception {
        HPKE hpke = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
        AsymmetricCipherKeyPair ephemeral = secret("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
                .pair();
        HPKEContextWithEncapsulation sender = hpke.setupBaseS(
                hpke.deserializePublicKey(hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")),
                INFO,
                ephemeral);

        assertThat(hex(sender.getEncapsulation()))
                .isEqualTo("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
        assertThat(hex(sender.seal(COUNT_0, TEXT)))
                .isEqualTo(
                        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a");
        assertThat(hex(sender.export("TestContext".getBytes(StandardCharsets.US_ASCII), 32)))
                .isEqualTo("e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931");
    }

    private static EncryptionSecret secret(String digits) {
        return EncryptionSecret.parse(digits);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
