package io.deopenchat.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.Transcript;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.StorageFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TranscriptBundleTest {
    private static final SecretKey KEY =
            SecretKey.parse(Hash.keccak256("client").toString());
    private static final Signer OPERATOR =
            new Signer(SecretKey.parse(Hash.keccak256("operator").toString()), Secp256k1.fastest());
    private static final Address CLIENT = new Signer(KEY, Secp256k1.fastest()).address();
    private static final Address PROVIDER = Address.parse("0x" + "11".repeat(20));
    private static final Domain DOMAIN = new Domain(31_337, Address.parse("0x" + "22".repeat(20)));

    private static SignedReceipt receipt(int sequence) {
        Receipt receipt = new Receipt(
                CLIENT,
                sequence,
                Hash.keccak256("request " + sequence),
                Hash.keccak256("response " + sequence),
                new Usage(10, 5),
                Wei.of(100),
                RoundStatus.COMPLETE);
        return new SignedReceipt(receipt, OPERATOR.sign(DOMAIN, receipt));
    }

    private static TranscriptBundle bundle(int receipts) {
        return new TranscriptBundle(
                DOMAIN,
                CLIENT,
                Confirmation.none(PROVIDER),
                IntStream.rangeClosed(1, receipts)
                        .mapToObj(TranscriptBundleTest::receipt)
                        .toList());
    }

    @Test
    void addsUpToWhatTheClientConfirms() {
        Bytes32 head = Transcript.START;
        for (int i = 1; i <= 3; i++) {
            head = Transcript.append(head, DOMAIN.digest(receipt(i).receipt()));
        }

        assertThat(bundle(3).after()).isEqualTo(new Confirmation(PROVIDER, Wei.of(300), 3, 45, head));
    }

    @Test
    void isReadAsItWasWritten() {
        TranscriptBundle bundle = bundle(3);

        assertThat(TranscriptBundle.parse(bundle.toBytes()).toBytes()).isEqualTo(bundle.toBytes());
        assertThat(TranscriptBundle.parse(bundle.toBytes()).after()).isEqualTo(bundle.after());
    }

    @Test
    void aChangedReceiptLeadsToAnotherHead() {
        String changed = new String(bundle(3).toBytes(), StandardCharsets.UTF_8)
                .replaceFirst("\"promptTokens\":\"10\"", "\"promptTokens\":\"9\"");

        assertThat(TranscriptBundle.parse(changed.getBytes(StandardCharsets.UTF_8))
                        .after()
                        .transcript())
                .isNotEqualTo(bundle(3).after().transcript());
    }

    @Test
    void splitsIntoBlocksThatFollowOneAnother() {
        TranscriptBundle all = bundle(4_000);

        List<TranscriptBundle> parts = all.split();

        assertThat(parts).hasSizeGreaterThan(1);
        List<SignedReceipt> joined = new ArrayList<>();
        Confirmation end = all.before();
        for (TranscriptBundle part : parts) {
            assertThat(new BundleSeal(KEY).seal(part).length).isLessThanOrEqualTo(TranscriptBundle.MAX_BYTES);
            assertThat(part.before()).isEqualTo(end);
            joined.addAll(part.receipts());
            end = part.after();
        }
        assertThat(joined).isEqualTo(all.receipts());
        assertThat(end).isEqualTo(all.after());
    }

    @Test
    void opensForItsClientOnlyAndUnchanged() {
        byte[] sealed = new BundleSeal(KEY).seal(bundle(2));

        assertThat(BundleSeal.isSealed(sealed)).isTrue();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("receipts", "0x");
        assertThat(new BundleSeal(KEY).open(sealed).after()).isEqualTo(bundle(2).after());
        BundleSeal another =
                new BundleSeal(SecretKey.parse(Hash.keccak256("another").toString()));
        assertThatThrownBy(() -> another.open(sealed)).isInstanceOf(StorageFailure.class);
        for (int i = 0; i < sealed.length; i += 97) {
            byte[] flipped = sealed.clone();
            flipped[i] ^= 1;
            assertThatThrownBy(() -> new BundleSeal(KEY).open(flipped))
                    .isInstanceOfAny(StorageFailure.class, MalformedMessage.class);
        }
    }

    @Test
    void refusesWhatIsNoBundleOrOfAnotherClient() {
        assertThatThrownBy(() -> TranscriptBundle.parse("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> TranscriptBundle.parse(new byte[TranscriptBundle.MAX_BYTES + 1]))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("at most 1048576 bytes");
        String stranger = new String(bundle(1).toBytes(), StandardCharsets.UTF_8)
                .replaceFirst("\"client\":\"" + CLIENT, "\"client\":\"" + PROVIDER);
        assertThatThrownBy(() -> TranscriptBundle.parse(stranger.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("is of client " + CLIENT);
    }
}
