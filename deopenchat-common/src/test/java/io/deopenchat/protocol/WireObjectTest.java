package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Wei;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireObjectTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.0",
                "null",
                "true",
                "[\"1\"]",
                "{}",
                "\"\"",
                "\" 1\"",
                "\"1 \"",
                "\"01\"",
                "\"00\"",
                "\"+1\"",
                "\"-1\"",
                "\"1.0\"",
                "\"1e3\"",
                "\"0x1\"",
                "\"1_0\"",
                "\"9223372036854775808\"",
                "\"9999999999999999999\"",
                "\"10000000000000000000\"",
                "\"１\"",
                "\"1\\n\""
            })
    void aNumberIsACanonicalDecimalStringBelow2To63(String json) {
        assertRefused(json, wire -> wire.number("x"));
    }

    @Test
    void readsTheWholeRangeOfNumbers() {
        assertThat(wire("\"0\"").number("x")).isZero();
        assertThat(wire("\"9223372036854775807\"").number("x")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"01\"", "\"-1\"", "\"1 fil\"", "\"79228162514264337593543950336\"", "\"\""})
    void moneyIsACanonicalDecimalStringWithinUint96(String json) {
        assertRefused(json, wire -> wire.wei("x"));
        assertRefused(json, wire -> wire.tokenPrice("x"));
    }

    @Test
    void readsTheWholeRangeOfMoney() {
        assertThat(wire("\"79228162514264337593543950335\"").wei("x")).isEqualTo(Wei.MAX);
        assertThat(wire("\"0\"").tokenPrice("x").perMillion()).isEqualTo(Wei.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "\"\"",
                "\"0x7e5f4552091a69125d5dfcb7b8c2659029395bd\"",
                "\"0x7e5f4552091a69125d5dfcb7b8c2659029395bdff\"",
                "\"7e5f4552091a69125d5dfcb7b8c2659029395bdf\"",
                "\"0X7e5f4552091a69125d5dfcb7b8c2659029395bdf\"",
                "\"0x7E5F4552091A69125d5dfcb7b8c2659029395bdf\"",
                "\"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf\"",
                "\" 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf\""
            })
    void anAddressIsLowerCaseHexOfItsLength(String json) {
        assertRefused(json, wire -> wire.address("x"));
    }

    @Test
    void hashesAndSignaturesAreLowerCaseHexOfTheirLength() {
        for (String json :
                new String[] {"1", "null", "\"0x\"", "\"0x" + "A".repeat(64) + "\"", "\"0x" + "a".repeat(63) + "\""}) {
            assertRefused(json, wire -> wire.bytes32("x"));
            assertRefused(json, wire -> wire.signature("x"));
        }
        assertRefused("\"0x" + "0".repeat(130) + "\"", wire -> wire.signature("x"));
    }

    @Test
    void aMissingMemberIsRefusedByName() {
        WireObject empty = WireObject.parse(utf8("{}"));
        assertThatThrownBy(() -> empty.number("sequence"))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("sequence");
        assertThatThrownBy(() -> empty.object("confirmation")).hasMessageContaining("confirmation");
        assertThatThrownBy(() -> empty.objects("unconfirmed")).hasMessageContaining("unconfirmed");
        assertThatThrownBy(() -> empty.numbers("sequences", 1)).hasMessageContaining("sequences");
        assertThat(empty.optionalObject("confirmation")).isEmpty();
    }

    @Test
    void anOptionalObjectMayBeNullButNothingElse() {
        assertThat(wire("null").optionalObject("x")).isEmpty();
        assertThat(wire("{}").optionalObject("x")).isPresent();
        assertRefused("\"text\"", wire -> wire.optionalObject("x"));
        assertRefused("[]", wire -> wire.optionalObject("x"));
    }

    @Test
    void aListOfNumbersIsBoundedAndHoldsOnlyDecimalStrings() {
        assertThat(wire("[\"7\",\"5\",\"8\"]").numbers("x", 3)).containsExactly(7L, 5L, 8L);
        assertRefused("[\"7\",\"5\",\"8\"]", wire -> wire.numbers("x", 2));
        assertRefused("[7]", wire -> wire.numbers("x", 2));
        assertRefused("[null]", wire -> wire.numbers("x", 2));
        assertRefused("[\"07\"]", wire -> wire.numbers("x", 2));
        assertRefused("{}", wire -> wire.numbers("x", 2));
    }

    @Test
    void aListOfObjectsHoldsNothingElse() {
        assertThat(wire("[{},{}]").objects("x")).hasSize(2);
        assertRefused("[{},1]", wire -> wire.objects("x"));
        assertRefused("[null]", wire -> wire.objects("x"));
    }

    @Test
    void unknownMembersAreLeftAlone() {
        assertThat(WireObject.parse(utf8("{\"later\":[1],\"x\":\"1\"}")).number("x"))
                .isEqualTo(1);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            String json, Function<WireObject, ?> reader) {
        WireObject wire = wire(json);
        return assertThatThrownBy(() -> reader.apply(wire))
                .as(json)
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("'x'");
    }

    private static WireObject wire(String json) {
        return WireObject.parse(utf8("{\"x\":" + json + "}"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
