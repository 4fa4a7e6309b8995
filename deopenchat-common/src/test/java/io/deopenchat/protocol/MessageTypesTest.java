package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.signing.MessageType;
import org.junit.jupiter.api.Test;

/** The types as docs/protocol.md spells them, written out again: a slip in one place shows here. */
class MessageTypesTest {
    @Test
    void everyTypeIsSpelledAsOnTheProtocolPage() {
        assertThat(MessageTypes.ALL.values().stream().map(MessageType::signature))
                .containsExactlyInAnyOrder(
                        """
                        InferenceRequest(address provider,uint64 sequence,bytes32 contentHash,bytes32 model,\
                        uint96 requestPrice,uint96 inputPrice,uint96 outputPrice,uint96 maxCost,uint96 authorized,\
                        uint64 deadline)""",
                        "Confirmation(address provider,uint96 cumulativeCost,uint64 rounds,uint96 tokens,bytes32 transcript)",
                        "Access(address provider,string action,uint64 deadline)",
                        "Bind(address provider,address owner)",
                        "TopUp(address owner,address provider,uint96 total,uint64 deadline)",
                        "Contest(address provider,bytes32 requestHash,uint96 owed)",
                        "Flag(address provider,uint96 total)",
                        "Comparison(address preferred,address other,uint96 total)",
                        """
                        Receipt(address client,uint64 sequence,bytes32 requestHash,bytes32 responseHash,\
                        uint64 promptTokens,uint64 completionTokens,uint96 cost,uint8 status)""",
                        "Release(address provider,address client,uint96 settledTotal,uint64 nonce,uint64 deadline)");
    }

    @Test
    void everyTypeIsNamedLikeItsRecord() {
        MessageTypes.ALL.forEach(
                (record, type) -> assertThat(type.signature()).startsWith(record.getSimpleName() + "("));
    }
}
