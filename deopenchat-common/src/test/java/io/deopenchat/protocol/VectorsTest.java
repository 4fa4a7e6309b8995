package io.deopenchat.protocol;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TestKey;
import io.deopenchat.signing.TypedMessage;
import io.deopenchat.signing.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/vectors.json} and the code together; contracts and other languages check themselves against the file. */
class VectorsTest {
    private static final Path FILE = Path.of("..", "docs", "vectors.json");
    private static final boolean WRITE = "write".equals(System.getProperty("deopenchat.vectors"));

    private final VectorFile vectors = new VectorFile();

    @Test
    void theCheckedInVectorsAreWhatThisCodeComputes() throws IOException {
        if (WRITE) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, vectors.text());
        }
        assertThat(Files.readString(FILE))
                .as(
                        "docs/vectors.json differs from the code. Is the change of the protocol meant? Then write it again: "
                                + "mvn -pl deopenchat-common test -Dtest=VectorsTest -Ddeopenchat.vectors=write")
                .isEqualTo(vectors.text());
    }

    @Test
    void theVectorsAreTheSameInEveryRun() {
        assertThat(new VectorFile().text()).isEqualTo(vectors.text());
    }

    @Test
    void everyTypeHasSeveralVectors() {
        Map<Class<?>, Long> counts =
                vectors.messages().stream().collect(groupingBy(TypedMessage::getClass, counting()));
        assertThat(counts.keySet()).isEqualTo(MessageTypes.ALL.keySet());
        assertThat(counts.values()).allMatch(count -> count >= 4);
    }

    @Test
    void everySignerSignsWithBothRecoveryIds() {
        Map<TestKey, Long> ids = vectors.messages().stream()
                .collect(groupingBy(
                        VectorFile::signerOf,
                        collectingAndThen(mapping(VectorsTest::recoveryByte, toSet()), set -> (long) set.size())));
        assertThat(ids).containsOnly(Map.entry(TestKey.CLIENT, 2L), Map.entry(TestKey.OPERATOR, 2L));
    }

    @Test
    void everySignatureIsTheSignersAndNobodyElses() {
        Verifier verifier = new Verifier(Secp256k1.fastest());
        for (TypedMessage message : vectors.messages()) {
            Bytes32 digest = TestDomain.DOMAIN.digest(message);
            Signature signature = sign(message);
            assertThat(verifier.isSignedBy(VectorFile.signerOf(message).address(), digest, signature))
                    .isTrue();
            assertThat(verifier.isSignedBy(TestKey.OWNER.address(), digest, signature))
                    .isFalse();
        }
    }

    private static Signature sign(TypedMessage message) {
        return VectorFile.signerOf(message).signer().sign(TestDomain.DOMAIN, message);
    }

    private static byte recoveryByte(TypedMessage message) {
        return sign(message).toArray()[Signature.LENGTH - 1];
    }
}
