package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes1;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.abi.datatypes.generated.Uint96;

class RevertReasonsTest {
    private static final Address PROVIDER = new Address("0x00000000000000000000000000000000000000aa");
    private static final Address CLIENT = new Address("0x00000000000000000000000000000000000000bb");

    private final RevertReasons reasons = new RevertReasons(ContractBuild.checkedIn());

    @Test
    void saysSoWhenThereIsNoReason() {
        ContractRefusal refusal = reasons.refusal("0x");

        assertThat(refusal).hasMessage("it reverted without giving a reason");
        assertThat(refusal.error()).isEmpty();
    }

    @Test
    void showsDataOfAnUnknownErrorShortened() {
        ContractRefusal refusal = reasons.refusal("0xdeadbeef" + "00".repeat(1_000));

        assertThat(refusal.getMessage())
                .startsWith("it reverted with data that is not known here: 0xdeadbeef00")
                .hasSizeLessThan(400);
    }

    @Test
    void survivesDataThatOnlyPretendsToBeAnErrorOfTheContract() {
        String selector = data("UnknownAccount", PROVIDER, CLIENT).substring(0, 10);

        assertThat(reasons.refusal(selector + "ffff").getMessage()).startsWith("it reverted with data");
        assertThat(reasons.refusal("0x12").getMessage()).startsWith("it reverted with data");
    }

    @Test
    void doesNotLetATextBreakTheLine() {
        ContractRefusal refusal =
                reasons.refusal(data("Error", new Utf8String("bad\n12:00 INFO all is well\u001b[2J")));

        assertThat(refusal).hasMessage("bad?12:00 INFO all is well?[2J");
    }

    @Test
    void namesValuesAndUnits() {
        assertThat(reasons.refusal(data("InsufficientValue", uint(1_000), uint(999))))
                .hasMessage("1000 base units must be sent with the call, 999 were");
        assertThat(reasons.refusal(data("UnknownAccount", PROVIDER, CLIENT)))
                .hasMessage("client " + CLIENT + " has no account with provider " + PROVIDER + "; fetch tokens first");
        assertThat(reasons.refusal(
                        data("TextNotPrintable", new Utf8String("name"), uint(3), new Bytes1(new byte[] {10}))))
                .hasMessage("name has a character outside printable ASCII at position 3: 0x0a");
    }

    @Test
    void writesTimesAsTimes() {
        assertThat(reasons.refusal(data("WithdrawalNotMature", uint(1_790_000_000), uint(1_789_990_000))))
                .hasMessage("the withdrawal can be finished from 2026-09-21T14:13:20Z, it is 2026-09-21T11:26:40Z now");
        Uint256 farAway = new Uint256(BigInteger.ONE.shiftLeft(255));
        assertThat(reasons.refusal(data("WithdrawalLapsed", farAway, farAway)))
                .hasMessage("the withdrawal lapsed at never, it is never now; request it again");
    }

    @Test
    void readsErrorsAndPanicsOfSolidity() {
        assertThat(reasons.refusal(data("Error", new Utf8String("no")))).hasMessage("no");
        assertThat(reasons.refusal(data("Panic", uint(0x11)))).hasMessageContaining("panic code 17");
        assertThat(reasons.refusal(data("Panic", uint(0x11))).error()).isEqualTo("Panic");
    }

    @Test
    void everyErrorOfTheContractHasASentence() {
        assertThat(RefusalSentences.errors()).containsAll(reasons.names());
    }

    @Test
    void sentencesNameExactlyTheArgumentsOfTheirErrors() {
        for (JsonNode entry : ContractBuild.checkedIn().abi()) {
            if (entry.path("type").asText().equals("error")) {
                Set<String> arguments = AbiParameter.all(entry.path("inputs")).stream()
                        .flatMap(AbiParameter::leaves)
                        .map(AbiParameter::name)
                        .collect(Collectors.toSet());

                assertThat(Refusals.shownArguments(entry.path("name").asText()))
                        .as(entry.path("name").asText())
                        .isEqualTo(arguments);
            }
        }
    }

    @Test
    void readsPricesInsideOfAnError() {
        Uint96[] prices = Stream.of(1, 2, 3, 4, 5, 6)
                .map(price -> new Uint96(BigInteger.valueOf(price)))
                .toArray(Uint96[]::new);
        StaticStruct most = new StaticStruct(prices[0], prices[1], prices[2]);
        StaticStruct asked = new StaticStruct(prices[3], prices[4], prices[5]);

        assertThat(reasons.refusal(data("PriceAboveOrder", most, asked)))
                .hasMessage(
                        "the order pays at most 1 base units per request, 2 per 1,000,000 prompt and 3 per 1,000,000"
                                + " completion tokens; the provider asks 4, 5 and 6; lower the listing first");
    }

    @Test
    void writesStatesAsWords() {
        assertThat(reasons.refusal(data("WrongOrderState", uint(7), new Uint8(1), new Uint8(4))))
                .hasMessage("order 7 must be open for this, it is expired");
    }

    @Test
    void noSentenceIsForAnErrorThatDoesNotExist() {
        assertThat(reasons.names()).containsAll(RefusalSentences.errors());
    }

    @Test
    void anErrorWithoutASentenceGivesItsNameAndArguments() {
        assertThat(Refusals.sentence("SomethingNew", Map.of("limit", "5"))).isEqualTo("SomethingNew(limit 5)");
    }

    @Test
    void findsTheDataHoweverANodeWrapsIt() {
        assertThat(RevertReasons.hex("\"0xABcd\"")).isEqualTo("0xabcd");
        assertThat(RevertReasons.hex("Reverted 0xabcd")).isEqualTo("0xabcd");
        assertThat(RevertReasons.hex("0xabcd")).isEqualTo("0xabcd");
        assertThat(RevertReasons.hex("execution reverted")).isEqualTo("0x");
        assertThat(RevertReasons.hex(null)).isEqualTo("0x");
    }

    private static Uint256 uint(long value) {
        return new Uint256(value);
    }

    /** An error's data is encoded like a call. */
    @SuppressWarnings("rawtypes") // as the encoder wants it
    private static String data(String name, Type... arguments) {
        return FunctionEncoder.encode(new Function(name, List.of(arguments), List.of()));
    }
}
