package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.TestKey;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationCallTest {
    private final SignedConfirmation signed = signed(SampleMessages.seeded(12).confirmation());
    private final ConfirmationCall call = new ConfirmationCall(TestKey.CLIENT.address(), signed, List.of(7L, 5L, 8L));

    @Test
    void whatIsWrittenIsReadAgainInItsOrder() {
        ConfirmationCall read = ConfirmationCall.parse(call.body());
        assertThat(read).isEqualTo(call);
        assertThat(read.sequences()).containsExactly(7L, 5L, 8L);
    }

    @Test
    void confirmationsAtTheEndsOfTheirRangesAreReadAgain() {
        for (SampleMessages samples : List.of(SampleMessages.smallest(), SampleMessages.largest())) {
            SignedConfirmation extreme = signed(samples.confirmation());
            assertThat(SignedConfirmation.fromJson(new WireObject(extreme.toJson())))
                    .isEqualTo(extreme);
            ConfirmationCall empty = new ConfirmationCall(TestKey.CLIENT.address(), extreme, List.of());
            assertThat(ConfirmationCall.parse(empty.body())).isEqualTo(empty);
        }
    }

    @Test
    void hasTheShapeOfTheProtocolPage() {
        ObjectNode json = Json.parseObject(call.body());
        assertThat(json.fieldNames()).toIterable().containsExactly("client", "confirmation", "signature", "sequences");
        assertThat(json.get("confirmation").fieldNames())
                .toIterable()
                .containsExactly("provider", "cumulativeCost", "rounds", "tokens", "transcript");
    }

    @Test
    void refusesARoundTwice() {
        ConfirmationCall twice = new ConfirmationCall(TestKey.CLIENT.address(), signed, List.of(7L, 5L, 7L));
        assertThatThrownBy(() -> ConfirmationCall.parse(twice.body()))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("names a round twice");
    }

    @Test
    void boundsTheNumberOfRounds() {
        List<Long> most =
                LongStream.rangeClosed(1, Limits.MAX_CONFIRMED_AT_ONCE).boxed().toList();
        assertThat(ConfirmationCall.parse(with(most)).sequences()).isEqualTo(most);
        List<Long> tooMany =
                LongStream.rangeClosed(0, Limits.MAX_CONFIRMED_AT_ONCE).boxed().toList();
        assertThatThrownBy(() -> ConfirmationCall.parse(with(tooMany)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "confirmation", "signature", "sequences"})
    void refusesToMissAnyMember(String member) {
        ObjectNode json = Json.parseObject(call.body());
        json.remove(member);
        assertThatThrownBy(() -> ConfirmationCall.parse(Json.bytes(json)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"provider", "cumulativeCost", "rounds", "tokens", "transcript"})
    void refusesToMissAnyMemberOfTheConfirmation(String member) {
        ObjectNode json = Json.parseObject(call.body());
        json.withObject("/confirmation").remove(member);
        assertThatThrownBy(() -> ConfirmationCall.parse(Json.bytes(json)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(member);
    }

    @Test
    void refusesNumbersInsteadOfStrings() {
        ObjectNode json = Json.parseObject(call.body());
        ((ArrayNode) json.get("sequences")).add(9);
        assertThatThrownBy(() -> ConfirmationCall.parse(Json.bytes(json))).isInstanceOf(MalformedMessage.class);
        ObjectNode rounds = Json.parseObject(call.body());
        rounds.withObject("/confirmation").put("rounds", 9);
        assertThatThrownBy(() -> ConfirmationCall.parse(Json.bytes(rounds))).isInstanceOf(MalformedMessage.class);
    }

    private byte[] with(List<Long> sequences) {
        return new ConfirmationCall(TestKey.CLIENT.address(), signed, sequences).body();
    }

    private static SignedConfirmation signed(Confirmation confirmation) {
        return new SignedConfirmation(confirmation, TestKey.CLIENT.signer().sign(TestDomain.DOMAIN, confirmation));
    }
}
