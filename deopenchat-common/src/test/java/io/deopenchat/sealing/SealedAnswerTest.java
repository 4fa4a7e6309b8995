package io.deopenchat.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.protocol.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SealedAnswerTest {
    private static final List<String> TEXTS = List.of("data: a\n\n", "data: bb\n\n", "data: [DONE]\n\n");

    /** Salt, chunks, last chunk. */
    private static List<byte[]> parts() {
        AnswerSealer sealer = Sample.sealer();
        List<byte[]> parts = new ArrayList<>();
        parts.add(sealer.salt());
        TEXTS.forEach(text -> parts.add(sealer.seal(Sample.utf8(text))));
        parts.add(sealer.end(sealer.chunks()));
        return parts;
    }

    private static byte[] log(List<byte[]> parts) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        parts.forEach(log::writeBytes);
        return log.toByteArray();
    }

    @Test
    void opensInPiecesOfAnySize() {
        byte[] log = log(parts());
        for (int piece = 1; piece <= log.length; piece++) {
            Opened opened = Opened.of(new AnswerForm.Sealed(Sample.answerSecret()), Sample.TYPE, log, piece);
            assertThat(opened.texts).isEqualTo(TEXTS);
            assertThat(opened.isWhole).isTrue();
            assertThat(opened.sealed.toByteArray()).isEqualTo(log);
        }
    }

    /** What was handed on before the place of the change is genuine; behind it nothing is, and the log never ends well. */
    @Test
    void anyOtherBitIsNoticed() {
        byte[] log = log(parts());
        for (int bit = 0; bit < log.length * Byte.SIZE; bit++) {
            byte[] changed = log.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            isNoticed("bit " + bit, changed);
        }
    }

    @Test
    void swappedDroppedAndRepeatedChunksAreNoticed() {
        int chunks = TEXTS.size() + 1;
        for (int one = 1; one <= chunks; one++) {
            List<byte[]> dropped = parts();
            dropped.remove(one);
            isNoticed("without chunk " + one, log(dropped));
            for (int other = 1; other <= chunks; other++) {
                if (one != other) {
                    List<byte[]> swapped = parts();
                    Collections.swap(swapped, one, other);
                    isNoticed("chunks " + one + " and " + other + " swapped", log(swapped));
                }
                List<byte[]> repeated = parts();
                repeated.add(other, repeated.get(one));
                isNoticed("chunk " + one + " again at " + other, log(repeated));
            }
        }
    }

    @Test
    void aLogThatWasCutAnywhereIsNotWhole() {
        byte[] log = log(parts());
        for (int length = 0; length < log.length; length++) {
            isNoticed("cut at " + length, Arrays.copyOf(log, length));
        }
    }

    @Test
    void aCutThatIsMadeToLookLikeTheEndOfTheLogIsNoticed() {
        List<byte[]> parts = parts();
        parts.set(parts.size() - 1, new byte[Integer.BYTES]);
        isNoticed("a tail without an end", log(parts));
    }

    @Test
    void anotherContentTypeRoundOrSaltOpensNothing() {
        byte[] log = log(parts());
        AnswerForm form = new AnswerForm.Sealed(Sample.answerSecret());
        AnswerForm other = new AnswerForm.Sealed(Sample.request().answer(Sample.REQUEST_HASH, 8));

        assertThat(Opened.of(form, SealedType.of("text/html"), log, log.length).refused)
                .isTrue();
        assertThat(Opened.of(other, Sample.TYPE, log, log.length).refused).isTrue();
    }

    @Test
    void whatFollowsALogIsToldFromIt() {
        List<byte[]> parts = parts();
        byte[] log = log(parts);
        parts.add(new byte[Integer.BYTES]);
        parts.add(Sample.utf8("event: deopenchat.receipt\n"));

        Opened opened = Opened.of(log(parts));

        assertThat(opened.isWhole).isTrue();
        assertThat(opened.tail.toString(StandardCharsets.UTF_8)).startsWith("event: deopenchat.receipt");
        assertThat(opened.sealed.toByteArray()).isEqualTo(log);
    }

    @Test
    void aLogThatIsShortenedEndsWithAnEndOfItsOwn() {
        AnswerSealer sealer = Sample.sealer();
        byte[] first = sealer.seal(Sample.utf8(TEXTS.getFirst()));
        sealer.seal(Sample.utf8("nobody got this"));
        byte[] end = sealer.end(1);

        Opened opened = Opened.of(log(List.of(sealer.salt(), first, end)));

        assertThat(opened.texts).containsExactly(TEXTS.getFirst());
        assertThat(opened.isWhole).isTrue();
        assertThatThrownBy(() -> sealer.end(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealer.seal(first)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void longTextIsCutIntoChunksThatAreBounded() {
        byte[] text = new byte[3 * AnswerSealer.MAX_CHUNK_BYTES + 1];
        AnswerSealer sealer = Sample.sealer();
        byte[] chunks = sealer.seal(text);

        Opened opened = Opened.of(log(List.of(sealer.salt(), chunks, sealer.end(sealer.chunks()))));

        assertThat(sealer.chunks()).isEqualTo(4);
        assertThat(String.join("", opened.texts)).hasSize(text.length);
        assertThat(opened.isWhole).isTrue();
    }

    @Test
    void whoLostTheSecretStillHashesAndCounts() {
        byte[] log = log(parts());

        Opened opened = Opened.of(new AnswerForm.Unreadable(), Sample.TYPE, log, 5);

        assertThat(opened.texts).isEmpty();
        assertThat(opened.unread).isEqualTo(String.join("", TEXTS).length());
        assertThat(opened.sealed.toByteArray()).isEqualTo(log);
        assertThat(opened.isWhole).isTrue();
    }

    @Test
    void oneRoundThatWereBegunTwiceWouldHaveOtherKeys() {
        SecureRandom random = new SecureRandom();
        AnswerSealer one = new AnswerSealer(Sample.answerSecret(), Sample.TYPE, random);
        AnswerSealer two = new AnswerSealer(Sample.answerSecret(), Sample.TYPE, random);

        assertThat(one.salt()).isNotEqualTo(two.salt());
        assertThat(one.seal(Sample.utf8("same"))).isNotEqualTo(two.seal(Sample.utf8("same")));
    }

    @Test
    void onlyOneSpellingOfASealedTypeIsRead() {
        assertThat(SealedType.inside(Sample.TYPE)).isEqualTo("text/event-stream");
        for (String wrong : List.of(
                "text/event-stream",
                "application/vnd.deopenchat.sealed",
                "application/vnd.deopenchat.sealed; type=\"",
                "application/vnd.deopenchat.sealed; type=\"a\"b\"",
                Sample.TYPE + "; charset=utf-8")) {
            assertThatThrownBy(() -> SealedType.inside(wrong)).as(wrong).isInstanceOf(MalformedMessage.class);
        }
    }

    @Test
    void aContentTypeThatIsNotAsciiIsNone() {
        String type = "application/vnd.deopenchat.sealed; type=\"text/\u00e9\"";

        assertThatThrownBy(() -> SealedType.inside(type)).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> SealedType.of("text/\u00e9")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SealedType.of("text/\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AnswerSealer(Sample.answerSecret(), type, Sample.SALT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void isNoticed(String how, byte[] log) {
        Opened opened = Opened.of(log);
        assertThat(opened.isWhole).as(how).isFalse();
        assertThat(opened.texts).as(how).hasSizeLessThanOrEqualTo(TEXTS.size());
        assertThat(TEXTS.subList(0, opened.texts.size())).as(how).isEqualTo(opened.texts);
    }
}
