package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TestKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three messages that travel in headers: what is written is read again, and nothing else is. */
class HeadersOnTheWireTest {
    private static final String SIGNATURE =
            TestKey.CLIENT.signer().sign(SampleMessages.seeded(1).bytes32()).toString();

    static Stream<Named<Header>> headers() {
        return samples()
                .flatMap(samples -> Stream.of(
                        Named.of("request", request(samples.inferenceRequest())),
                        Named.of("access", access(samples.access())),
                        Named.of("receipt", receipt(samples.receipt()))));
    }

    private static Stream<SampleMessages> samples() {
        return Stream.concat(
                Stream.of(SampleMessages.smallest(), SampleMessages.largest()),
                IntStream.range(0, 6).mapToObj(SampleMessages::seeded));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void whatIsWrittenIsReadAgain(Header header) {
        assertThat(header.read.parse(header.value)).isEqualTo(header.message);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void everyHeaderFitsTheLimitWithRoomToSpare(Header header) {
        assertThat(header.value)
                .hasSizeLessThan(Limits.MAX_HEADER_BYTES * 3 / 4)
                .matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesAHeaderBeyondTheLimit(Header header) {
        String padded = encode(header.json().put("padding", "x".repeat(Limits.MAX_HEADER_BYTES)));
        assertThatThrownBy(() -> header.read.parse(padded))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("longer than 2048 bytes");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesEveryOtherEncoding(Header header) {
        byte[] json = Base64.getUrlDecoder().decode(header.value);
        for (String other : List.of(
                header.value + "=",
                " " + header.value,
                header.value + "\n",
                header.value.substring(0, 20) + "." + header.value.substring(20),
                header.value.substring(0, 20) + "\r\n " + header.value.substring(20),
                "",
                new String(json, StandardCharsets.UTF_8))) {
            assertRefused(header, other);
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesPaddingAndStrayBits(Header header) {
        ObjectNode json = header.json();
        for (int extra = 0; extra < 3; extra++) {
            byte[] bytes = Json.bytes(json.put("padding", "x".repeat(extra)));
            String padded = Base64.getUrlEncoder().encodeToString(bytes);
            if (padded.endsWith("=")) {
                assertRefused(header, padded);
                assertRefused(header, withLastBitSet(padded.replace("=", "")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesEveryTruncation(Header header) {
        for (int length = 0; length < header.value.length(); length++) {
            assertRefused(header, header.value.substring(0, length));
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesToMissAnyMember(Header header) {
        header.json().fieldNames().forEachRemaining(member -> {
            ObjectNode without = header.json();
            without.remove(member);
            assertThatThrownBy(() -> header.read.parse(encode(without)))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageContaining(member);
        });
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesOtherSpellingsOfAnyMember(Header header) {
        for (Map.Entry<String, JsonNode> member : header.json().properties()) {
            String text = member.getValue().textValue();
            if (text.matches("[0-9]+")) {
                refuses(header, json -> json.put(member.getKey(), new BigInteger(text)));
                refuses(header, json -> json.put(member.getKey(), "0" + text));
                refuses(header, json -> json.put(member.getKey(), "-" + text));
                refuses(header, json -> json.put(member.getKey(), text + ".0"));
                refuses(header, json -> json.put(member.getKey(), "9".repeat(30)));
            } else if (text.startsWith("0x")) {
                refuses(header, json -> json.put(member.getKey(), text.substring(2)));
                refuses(header, json -> json.put(member.getKey(), text + "00"));
                refuses(header, json -> json.put(member.getKey(), "0X" + text.substring(2)));
                refuses(header, json -> json.put(member.getKey(), "0x" + "A".repeat(text.length() - 2)));
            }
            refuses(header, json -> json.putNull(member.getKey()));
            refuses(header, json -> json.putArray(member.getKey()).add(text));
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void refusesDuplicateMembersAndTrailingBytes(Header header) {
        String json = Json.text(header.json());
        assertRefused(header, encode(json + "{}"));
        assertRefused(header, encode(json + "\0"));
        assertRefused(header, encode("[" + json + "]"));
        String first = json.substring(0, json.indexOf(',') + 1);
        assertRefused(header, encode(first + json.substring(1)));
    }

    private static Header request(InferenceRequest request) {
        SignedRequest signed = new SignedRequest(request, TestKey.CLIENT.address(), Signature.parse(SIGNATURE));
        return new Header(signed, signed.header(), value -> SignedRequest.parse(value, SIGNATURE));
    }

    private static Header access(Access access) {
        SignedAccess signed = new SignedAccess(access, TestKey.CLIENT.address(), Signature.parse(SIGNATURE));
        return new Header(signed, signed.header(), value -> SignedAccess.parse(value, SIGNATURE));
    }

    private static Header receipt(Receipt receipt) {
        SignedReceipt signed = new SignedReceipt(receipt, Signature.parse(SIGNATURE));
        return new Header(signed, signed.header(), SignedReceipt::fromHeader);
    }

    private static void refuses(Header header, Consumer<ObjectNode> change) {
        ObjectNode json = header.json();
        change.accept(json);
        assertRefused(header, encode(json));
    }

    private static void assertRefused(Header header, String value) {
        assertThatThrownBy(() -> header.read.parse(value)).as(value).isInstanceOf(MalformedMessage.class);
    }

    private static String encode(ObjectNode json) {
        return encode(Json.text(json));
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Two or four bits of the last letter carry nothing when a group of three bytes is not full. */
    private static String withLastBitSet(String value) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = alphabet.charAt(alphabet.indexOf(value.charAt(value.length() - 1)) | 1);
        return value.substring(0, value.length() - 1) + last;
    }

    interface Reader {
        Object parse(String value);
    }

    record Header(Object message, String value, Reader read) {
        ObjectNode json() {
            return Json.parseObject(Base64.getUrlDecoder().decode(value));
        }
    }
}
