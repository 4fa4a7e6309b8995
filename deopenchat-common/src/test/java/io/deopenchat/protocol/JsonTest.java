package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"text\"",
                "[]",
                "[{}]",
                "{",
                "{}}",
                "{}{}",
                "{} 1",
                "{},",
                "{\"a\":1",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":+1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":1}//comment",
                "/**/{}",
                "{\"a\":\"\\x\"}",
                "\u0000{}",
                "\uFEFF{}",
            })
    void refusesWhatIsNotExactlyOneObject(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1E-678901234567890}", "{\"a\":1.5e+99999999999}"})
    void refusesAnExponentThatNoNumberHas(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("exponent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"\\u0061\":3}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"a\":[{\"b\":1,\"b\":2}]}",
            })
    void refusesDuplicateMembers(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("Duplicate");
    }

    @Test
    void refusesOtherEncodingsThanUtf8() {
        for (Charset charset : List.of(
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16LE,
                Charset.forName("UTF-32BE"),
                Charset.forName("UTF-32LE"))) {
            assertThatThrownBy(() -> Json.parseObject("{\"a\":1}".getBytes(charset)))
                    .as(charset.name())
                    .isInstanceOf(MalformedMessage.class);
        }
        assertThatThrownBy(() -> Json.parseObject(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .isInstanceOf(MalformedMessage.class);
    }

    /** By the bytes with which it fills up words, or because it reads what is longer than it has to be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_toke\u00ff\u00ffns",
                "max_\u00c1\u00b4okens",
                "max_\u00e0\u0081\u00b4okens",
                "\u00ed\u00a0\u0080"
            })
    void refusesNamesThatNoOtherReaderWouldFind(String name) {
        assertThat(parse("{\"max_tokens\":1}")).hasSize(1);
        byte[] disguised = ("{\"" + name + "\":1}").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Json.parseObject(disguised)).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> Json.parseCall(disguised)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void boundsTheDepth() {
        assertThat(parse("{\"a\":" + "[".repeat(Json.MAX_DEPTH - 1) + "]".repeat(Json.MAX_DEPTH - 1) + "}"))
                .hasSize(1);
        String tooDeep = "{\"a\":" + "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH) + "}";
        assertThatThrownBy(() -> parse(tooDeep)).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(1_000_000))).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void boundsTheLengthOfNumbers() {
        assertThat(parse("{\"a\":" + "9".repeat(Json.MAX_NUMBER_LENGTH) + "}")).hasSize(1);
        String tooLong = "{\"a\":" + "9".repeat(Json.MAX_NUMBER_LENGTH + 1) + "}";
        assertThatThrownBy(() -> parse(tooLong)).isInstanceOf(MalformedMessage.class);
    }

    /** A few bytes of the wire become a hundred of the heap. */
    @Test
    void boundsHowManyNodesABodyBecomes() {
        assertThat(parse("{\"a\":[" + "{},".repeat(100_000) + "1]}")).hasSize(1);
        String tooMany = "{\"a\":[" + "{},".repeat(2_000_000) + "1]}";
        assertThatThrownBy(() -> parse(tooMany))
                .isInstanceOfSatisfying(
                        MalformedMessage.class,
                        refused -> assertThat(refused.toError().code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("more JSON than is read");
    }

    @Test
    void keepsTextAsItIs() {
        String text = "{\"text\":\"ü模型🜁 \\\" \\\\ \\n\"}";
        assertThat(Json.text(parse(text))).isEqualTo(text);
        assertThat(Json.parseObject(Json.bytes(parse(text)))).isEqualTo(parse(text));
    }

    private static ObjectNode parse(String text) {
        return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
