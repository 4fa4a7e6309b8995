package io.deopenchat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.protocol.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartFormTest {
    private static final String MODEL = field("model", "whisper-1");
    private static final String FILE = String.join(
            "\r\n",
            "--b7",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"",
            "Content-Type: audio/wav",
            "",
            "RIFF",
            "--b",
            "-- \u00ff",
            "");
    private static final String END = "--b7--\r\n";

    private static String field(String name, String value) {
        return "--b7\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static MultipartForm parse(String text) {
        return MultipartForm.parse(bytes(text));
    }

    private static InferenceCall call(String text) {
        return InferenceCall.parse(InferenceEndpoint.TRANSCRIPTIONS, bytes(text));
    }

    @Test
    void readsFieldsAndTheSizeOfTheFile() {
        MultipartForm form = parse(MODEL + FILE + field("stream", "") + END);

        assertThat(form.text("model")).contains("whisper-1");
        assertThat(form.text("stream")).contains("");
        assertThat(form.text("prompt")).isEmpty();
        assertThat(form.files()).isEqualTo(1);
        assertThat(form.fileBytes()).isEqualTo("RIFF\r\n--b\r\n-- \u00ff".length());
    }

    private static String typed(String type, String value) {
        return "--b7\r\nContent-Disposition: form-data; name=\"prompt\"\r\nContent-Type: " + type + "\r\n\r\n" + value
                + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; charset=utf-16",
                "text/plain; charset=utf-7",
                "text/plain;charset=\"utf-16\"",
                "text/plain; charset*=utf-16''x",
                "text/plain; charset",
                "text/plain; charset=utf-8; charset=utf-16"
            })
    void refusesWhatSomebodyElseWouldReadInAnotherCharset(String type) {
        assertThatThrownBy(() -> parse(MODEL + typed(type, "x") + END)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain; charset=UTF-8",
                "text/plain; charset=\"utf-8\"; x=y",
                "text/plain; charset=ISO-8859-1",
                "audio/ogg; codecs=opus"
            })
    void aTypeThatChangesNoLetterIsHarmless(String type) {
        assertThat(parse(MODEL + typed(type, "x") + END).text("prompt")).contains("x");
    }

    /** Some take the name in a type for that of the field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; name=\"model\"",
                "text/plain; filename=\"model\"",
                "text/plain; Name*=utf-8''model",
                "text/plain; boundary=b8",
                "multipart/mixed; x=y"
            })
    void refusesATypeInWhichSomebodyElseWouldFindAnotherField(String type) {
        assertThatThrownBy(() -> parse(MODEL + FILE + typed(type, "other") + END))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("a header that is not understood");
    }

    @Test
    void refusesAFieldThatReadsOtherwiseInItsOwnCharset() {
        String form = MODEL + typed("text/plain; charset=ISO-8859-1", "\u00e9") + END;

        assertThatThrownBy(() -> parse(form)).hasMessageContaining("must be in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_charset_", "_CHARSET_"})
    void refusesAFieldThatNamesTheCharsetOfTheOthers(String name) {
        assertThatThrownBy(() -> parse(field(name, "utf-16") + MODEL + END))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("_charset_");
    }

    @Test
    void theContentTypeFollowsFromTheBytes() {
        byte[] form = bytes(MODEL + END);

        assertThat(InferenceEndpoint.TRANSCRIPTIONS.contentType(form)).isEqualTo("multipart/form-data; boundary=b7");
        assertThat(MultipartForm.isSentAs("multipart/form-data; boundary=b7", form))
                .isTrue();
        assertThat(MultipartForm.isSentAs("Multipart/Form-Data; charset=utf-8; boundary=\"b7\"", form))
                .isTrue();
        assertThat(MultipartForm.isSentAs("multipart/form-data; boundary=b8", form))
                .isFalse();
        assertThat(MultipartForm.isSentAs("multipart/form-data", form)).isFalse();
        assertThat(MultipartForm.isSentAs("multipart/mixed; boundary=b7", form)).isFalse();
    }

    @Test
    void anotherModelLeavesEveryOtherByteAsItWas() {
        byte[] renamed = parse(FILE + MODEL + field("prompt", "x") + END).with("model", "tiny-\u00e9");

        assertThat(renamed)
                .isEqualTo(join(
                        bytes(FILE + "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"),
                        "tiny-\u00e9".getBytes(StandardCharsets.UTF_8),
                        bytes("\r\n" + field("prompt", "x") + END)));
    }

    private static byte[] join(byte[]... pieces) {
        StringBuilder all = new StringBuilder();
        for (byte[] piece : pieces) {
            all.append(new String(piece, StandardCharsets.ISO_8859_1));
        }
        return bytes(all.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b7",
                "preamble\r\n--b7\r\n\r\n\r\n--b7--",
                "--b 7\r\n\r\n\r\n--b 7--",
                "--\r\n\r\n\r\n----",
                "--b7\nContent-Disposition: form-data; name=\"model\"\n\nm\n--b7--",
                "--b7\r\n--b7--\r\n",
                "--b7\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm",
                "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b7",
                "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b7--epilogue",
                "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b7 \r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b77--",
                "--b7\r\nContent-Disposition: form-data\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: attachment; name=\"model\"\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=model\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=\"mo\\del\"\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=\"a\"; name=\"model\"\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Type: a\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\n folded: x\r\n\r\nm\r\n--b7--",
                "--b7\r\nContent-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: base64\r\n\r\nbQ==\r\n--b7--"
            })
    void refusesWhatTwoReadersWouldReadDifferently(String form) {
        assertThatThrownBy(() -> parse(form)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesMorePartsThanAnybodyNeeds() {
        assertThatThrownBy(() -> parse(MODEL.repeat(MultipartForm.MAX_PARTS + 1) + END))
                .hasMessageContaining("parts");
    }

    @Test
    void endsOnWhateverBytesAreSent() {
        Random random = new Random(3);
        String whole = MODEL + FILE + field("stream", "true") + END;
        for (int i = 0; i < 2_000; i++) {
            StringBuilder broken = new StringBuilder(whole);
            for (int j = random.nextInt(4); j >= 0; j--) {
                broken.setCharAt(random.nextInt(whole.length()), (char) random.nextInt(256));
            }
            try {
                assertThat(call(broken.toString()).model()).isNotEmpty();
            } catch (MalformedMessage refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void aSoundIsBoundedByASixteenthOfItsBytesAndItsAllowance() {
        String sound = "x".repeat(32_000);
        InferenceCall call =
                call(MODEL + "--b7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + sound
                        + "\r\n" + END);

        assertThat(call.mediaParts()).isEqualTo(1);
        assertThat(call.bodyBytes()).isBetween(2_000L, 2_200L);
        assertThat(call.completionLimit()).hasValue(2_000);
        assertThat(call.stream()).isFalse();
    }

    @Test
    void aShortSoundMayStillHaveASentence() {
        assertThat(call(MODEL + FILE + END).completionLimit()).hasValue(TranscriptionDialect.SHORTEST_LIMIT);
    }

    @Test
    void aFileThatPassesForATextIsCountedAsText() {
        String words = "--b7\r\nContent-Disposition: form-data; name=\"hotwords\"; filename=\"p\"\r\n\r\n"
                + "x".repeat(9_000) + "\r\n";

        assertThat(call(MODEL + words + FILE + END).bodyBytes()).isGreaterThan(9_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE"})
    void streamsOnlyWhereItSaysSo(String flag) {
        assertThat(call(MODEL + FILE + field("stream", flag) + END).stream()).isTrue();
        assertThat(call(MODEL + FILE + field("stream", "false") + END).stream()).isFalse();
    }

    @Test
    void refusesFieldsThatDecideThePriceTwiceOrInAnotherSpelling() {
        assertThatThrownBy(() -> call(MODEL + MODEL + FILE + END)).hasMessageContaining("'model'");
        assertThatThrownBy(() -> call(MODEL + field("Model", "dear") + END)).hasMessageContaining("spelled");
        assertThatThrownBy(() -> call(MODEL + FILE + field("stream", "1") + END))
                .hasMessageContaining("'stream'");
        assertThatThrownBy(() -> call(FILE + END)).hasMessageContaining("'model'");
        assertThatThrownBy(() -> call(field("model", "") + FILE + END)).hasMessageContaining("'model'");
    }

    @Test
    void aTranscriptionHasItsSoundWithIt() {
        assertThatThrownBy(() -> call(MODEL + END)).hasMessageContaining("'file'");
        assertThatThrownBy(() -> call(MODEL + FILE + FILE + END)).hasMessageContaining("'file'");
        assertThatThrownBy(() -> call(MODEL + FILE + field("url", "http://a/b.wav") + END))
                .hasMessageContaining("send the sound itself");
    }

    /** What is refused here need not be understood when the round is billed. */
    @Test
    void refusesAPromptThatNobodyCouldCount() {
        String prompt = field("prompt", "x");
        String file = "--b7\r\nContent-Disposition: form-data; name=\"prompt\"; filename=\"p\"\r\n\r\nx\r\n";

        assertThat(call(MODEL + prompt + FILE + END).model()).isEqualTo("whisper-1");
        assertThatThrownBy(() -> call(MODEL + prompt + prompt + FILE + END)).hasMessageContaining("'prompt'");
        assertThatThrownBy(() -> call(MODEL + file + FILE + END)).hasMessageContaining("'prompt'");
        assertThatThrownBy(() -> call(MODEL + field("Prompt", "x") + END)).hasMessageContaining("spelled");
    }

    /** Werkzeug, which serves Flask, ends a part at a bare line feed or carriage return as well. */
    @ParameterizedTest
    @ValueSource(strings = {"\n--b7--\n", "\r--b7--\r", "\n--b7\nContent-Disposition: form-data", "a--b7b", "--b7"})
    void refusesAFormThatHoldsItsBoundaryAnywhereElse(String smuggled) {
        String file = FILE.replace("RIFF", "RIFF" + smuggled);

        assertThatThrownBy(() -> call(MODEL + file + END)).hasMessageContaining("boundary");
        assertThatThrownBy(() -> call(MODEL + field("prompt", smuggled) + FILE + END))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesAHeadThatHoldsTheBoundary() {
        assertThatThrownBy(() -> call(MODEL + FILE.replace("audio/wav", "audio/wav; --b7") + END))
                .hasMessageContaining("boundary");
    }
}
