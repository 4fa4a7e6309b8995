package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DomainTest {
    private static final Address CONTRACT = TestKey.OWNER.address();
    private final TypedMessage message = new Greeting(7);
    private final Domain domain = new Domain(314_159, CONTRACT);

    @Test
    void theSameMessageOnAnotherChainHasAnotherDigest() {
        assertThat(new Domain(314, CONTRACT).digest(message)).isNotEqualTo(domain.digest(message));
    }

    @Test
    void theSameMessageForAnotherContractHasAnotherDigest() {
        assertThat(new Domain(314_159, TestKey.CLIENT.address()).digest(message))
                .isNotEqualTo(domain.digest(message));
    }

    @Test
    void theDigestIsTheHashOfPrefixSeparatorAndStruct() {
        byte[] bytes = new byte[66];
        bytes[0] = 0x19;
        bytes[1] = 0x01;
        System.arraycopy(domain.separator().toArray(), 0, bytes, 2, 32);
        System.arraycopy(message.structHash().toArray(), 0, bytes, 34, 32);
        assertThat(domain.digest(message)).isEqualTo(Hash.keccak256(bytes));
    }

    @Test
    void aSignatureForOneChainIsNobodysOnAnother() {
        Signature signature = TestKey.CLIENT.signer().sign(domain, message);
        Verifier verifier = new Verifier(Secp256k1.fastest());
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), domain.digest(message), signature))
                .isTrue();
        Domain elsewhere = new Domain(1, CONTRACT);
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), elsewhere.digest(message), signature))
                .isFalse();
    }

    private record Greeting(long number) implements TypedMessage {
        @Override
        public MessageType type() {
            return new MessageType("Greeting(uint64 number)");
        }

        @Override
        public void write(Members members) {
            members.put(number);
        }
    }
}
