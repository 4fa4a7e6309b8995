package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever another program returns for a signature: one of exactly our message by exactly our key, or nothing. */
class RemoteSignerTest {
    private static final Secp256k1 CURVE = Secp256k1.fastest();
    private static final Domain DOMAIN = new Domain(314, TestKey.PROVIDER.address());
    private static final Greeting MESSAGE = new Greeting(7);
    private static final Signature GOOD = TestKey.CLIENT.signer().sign(DOMAIN, MESSAGE);

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

    private static Signature sign(FakeSigner program) {
        try (RemoteSigner signer = RemoteSigner.connect(
                program.url(), Optional.of(TestKey.CLIENT.address()), CURVE, Duration.ofSeconds(30))) {
            return signer.sign(DOMAIN, MESSAGE);
        }
    }

    private static String quoted(Object text) {
        return "\"" + text + "\"";
    }

    @Test
    void asksForExactlyTheMessageAndTakesItsSignature() {
        try (FakeSigner program = FakeSigner.returning(quoted(GOOD))) {
            assertThat(sign(program)).isEqualTo(GOOD);
            assertThat(program.asked())
                    .containsExactly("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_signTypedData_v4\",\"params\":[\""
                            + TestKey.CLIENT.address()
                            + "\",{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"},"
                            + "{\"name\":\"version\",\"type\":\"string\"},{\"name\":\"chainId\",\"type\":\"uint256\"},"
                            + "{\"name\":\"verifyingContract\",\"type\":\"address\"}],"
                            + "\"Greeting\":[{\"name\":\"number\",\"type\":\"uint64\"}]},\"primaryType\":\"Greeting\","
                            + "\"domain\":{\"name\":\"Deopenchat\",\"version\":\"1\",\"chainId\":314,"
                            + "\"verifyingContract\":\"" + TestKey.PROVIDER.address()
                            + "\"},\"message\":{\"number\":\"7\"}}]}");
        }
    }

    @Test
    void takesOtherFormsOfTheSameSignatureAndMakesThemOurs() {
        byte[] zeroBased = GOOD.toArray();
        zeroBased[64] = (byte) (zeroBased[64] - 27);
        byte[] highS = GOOD.toArray();
        BigInteger s = new BigInteger(1, highS, 32, 32);
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, Curve.ORDER.subtract(s)), 0, highS, 32, 32);
        highS[64] = (byte) (55 - highS[64]);
        for (String form : new String[] {
            Hex.of(zeroBased),
            Hex.of(highS),
            GOOD.toString().toUpperCase(Locale.ROOT).replace("0X", "0x")
        }) {
            try (FakeSigner program = FakeSigner.returning(quoted(form))) {
                assertThat(sign(program)).isEqualTo(GOOD);
            }
        }
    }

    @Test
    void refusesASignatureByAnotherKey() {
        refuses(
                quoted(TestKey.OWNER.signer().sign(DOMAIN, MESSAGE)),
                "is no signature of this Greeting by " + TestKey.CLIENT.address());
    }

    @Test
    void refusesASignatureOfSomethingElse() {
        refuses(quoted(TestKey.CLIENT.signer().sign(DOMAIN, new Greeting(8))), "is no signature of this Greeting");
        refuses(
                quoted(TestKey.CLIENT.signer().sign(new Domain(1, TestKey.PROVIDER.address()), MESSAGE)),
                "is no signature of this Greeting");
    }

    @Test
    void refusesTheOtherV() {
        byte[] flipped = GOOD.toArray();
        flipped[64] = (byte) (55 - flipped[64]);
        refuses(quoted(Hex.of(flipped)), "is no signature of this Greeting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"0x\"", "\"0xzz\"", "{}", "[]", "7", "true", "\"0x00\""})
    void refusesWhatIsNoSignature(String result) {
        refuses(result, "what it returned is no signature");
    }

    @Test
    void refusesAnImpossibleV() {
        byte[] bytes = GOOD.toArray();
        for (int v : new int[] {2, 26, 29, 37, 255}) {
            bytes[64] = (byte) v;
            refuses(quoted(Hex.of(bytes)), "v of a signature must be 27 or 28");
        }
    }

    @Test
    void refusesAnEmptySignature() {
        refuses(quoted("0x" + "0".repeat(130)), "r and s of a signature");
    }

    private static void refuses(String result, String reason) {
        try (FakeSigner program = FakeSigner.returning(result)) {
            assertThatThrownBy(() -> sign(program))
                    .isInstanceOf(SigningFailed.class)
                    .hasMessageStartingWith("the signer at 127.0.0.1:")
                    .hasMessageContaining(reason);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":4001,\"message\":\"User\\u001b[31m said no\"}} |"
                        + " refused: User?[31m said no (code 4001)",
                "200 | {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null} | HTTP status 200 and no result",
                "200 | <html> | HTTP status 200 and no JSON",
                "500 | {} | HTTP status 500 and no result",
                "302 | {} | HTTP status 302 and no result"
            })
    void tellsWhyTheProgramDidNotSign(int status, String answer, String reason) {
        try (FakeSigner program = FakeSigner.answering(status, answer)) {
            assertThatThrownBy(() -> sign(program))
                    .isInstanceOf(SigningFailed.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void readsNoEndlessAnswer() {
        try (FakeSigner program = FakeSigner.returning(quoted("0".repeat(SignerRpc.MAX_ANSWER_BYTES)))) {
            assertThatThrownBy(() -> sign(program))
                    .isInstanceOf(SigningFailed.class)
                    .hasMessageContaining("its answer is too long");
        }
    }

    @Test
    void waitsForAnAnswerWithinABound() {
        try (FakeSigner program = FakeSigner.silent();
                RemoteSigner signer = RemoteSigner.connect(
                        program.url(), Optional.of(TestKey.CLIENT.address()), CURVE, Duration.ofMillis(50))) {
            assertThatThrownBy(() -> signer.sign(DOMAIN, MESSAGE))
                    .isInstanceOf(SigningFailed.class)
                    .hasMessageContaining("no answer within");
        }
    }

    @Test
    void tellsThatNobodyListens() {
        String url;
        try (FakeSigner program = FakeSigner.silent()) {
            url = program.url();
        }
        assertThatThrownBy(() -> RemoteSigner.connect(url, Optional.empty(), CURVE))
                .isInstanceOf(SigningFailed.class)
                .hasMessageContaining("no connection; check that it runs");
    }

    @Test
    void takesTheOnlyAccount() {
        try (FakeSigner program = FakeSigner.returning(
                        "[" + quoted(TestKey.CLIENT.address().checksummed()) + "]");
                RemoteSigner signer = RemoteSigner.connect(program.url(), Optional.empty(), CURVE)) {
            assertThat(signer.address()).isEqualTo(TestKey.CLIENT.address());
        }
    }

    @Test
    void wantsOneOfSeveralAccountsNamed() {
        String two = "[" + quoted(TestKey.CLIENT.address()) + "," + quoted(TestKey.OWNER.address()) + "]";
        try (FakeSigner program = FakeSigner.returning(two)) {
            assertThatThrownBy(() -> RemoteSigner.connect(program.url(), Optional.empty(), CURVE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has 2 accounts; name one of them with --client-signer-address");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[7]", "{}", "\"0x00\"", "[\"0x12\"]"})
    void tellsAProgramWithoutAnAccount(String accounts) {
        try (FakeSigner program = FakeSigner.returning(accounts)) {
            assertThatThrownBy(() -> RemoteSigner.connect(program.url(), Optional.empty(), CURVE))
                    .isInstanceOf(SigningFailed.class)
                    .hasMessageContaining("eth_accounts");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:8550",
                "http://192.168.0.7:8550",
                "http://signer.example/",
                "ftp://127.0.0.1",
                "https://user:hunter2@signer.example",
                "http:// 127.0.0.1/hunter2"
            })
    void asksInClearOnThisMachineOnly(String url) {
        assertThatThrownBy(() -> RemoteSigner.connect(url, Optional.of(TestKey.CLIENT.address()), CURVE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}
