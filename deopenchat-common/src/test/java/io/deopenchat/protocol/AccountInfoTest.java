package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TestKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountInfoTest {
    private final SampleMessages samples = SampleMessages.seeded(21);
    private final AccountInfo fresh = account(null, List.of());
    private final AccountInfo used =
            account(signed(samples.confirmation()), List.of(signed(samples.receipt()), signed(samples.receipt())));

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(read(Json.bytes(used.toJson()))).isEqualTo(used);
        assertThat(read(Json.bytes(fresh.toJson()))).isEqualTo(fresh);
    }

    @Test
    void hasTheShapeOfTheProtocolPage() {
        assertThat(used.toJson().fieldNames())
                .toIterable()
                .containsExactly(
                        "client",
                        "owner",
                        "escrow",
                        "locked",
                        "claimed",
                        "withdrawing",
                        "releaseNonce",
                        "reserved",
                        "creditLimit",
                        "highestAuthorized",
                        "nextSequence",
                        "confirmation",
                        "unconfirmed");
        assertThat(used.toJson().get("confirmation").fieldNames())
                .toIterable()
                .containsExactly("provider", "cumulativeCost", "rounds", "tokens", "transcript", "signature");
        assertThat(used.toJson().get("unconfirmed").get(0).fieldNames())
                .toIterable()
                .containsExactly(
                        "client",
                        "sequence",
                        "requestHash",
                        "responseHash",
                        "promptTokens",
                        "completionTokens",
                        "cost",
                        "status",
                        "signature");
    }

    @Test
    void anAccountThatConfirmedNothingSaysNull() {
        assertThat(fresh.toJson().get("confirmation").isNull()).isTrue();
        assertThat(fresh.newestConfirmation()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client",
                "owner",
                "escrow",
                "locked",
                "claimed",
                "withdrawing",
                "releaseNonce",
                "reserved",
                "creditLimit",
                "highestAuthorized",
                "nextSequence",
                "unconfirmed"
            })
    void refusesToMissAnyMember(String member) {
        ObjectNode json = used.toJson();
        json.remove(member);
        assertThatThrownBy(() -> read(Json.bytes(json)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(member);
    }

    @Test
    void refusesABrokenReceiptOrConfirmationInside() {
        ObjectNode receipt = used.toJson();
        receipt.withObject("/unconfirmed/1").put("cost", "-1");
        assertThatThrownBy(() -> read(Json.bytes(receipt))).isInstanceOf(MalformedMessage.class);
        ObjectNode confirmation = used.toJson();
        confirmation.withObject("/confirmation").put("signature", "0x");
        assertThatThrownBy(() -> read(Json.bytes(confirmation))).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesTheSequenceZeroAsTheNext() {
        assertThatThrownBy(() -> read(Json.bytes(used.toJson().put("nextSequence", "0"))))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("nextSequence");
    }

    private AccountInfo account(@Nullable SignedConfirmation confirmation, List<SignedReceipt> unconfirmed) {
        return new AccountInfo(
                samples.address(),
                samples.address(),
                samples.wei(),
                samples.wei(),
                samples.wei(),
                samples.wei(),
                samples.number(),
                samples.wei(),
                samples.wei(),
                samples.wei(),
                1 + samples.number() / 2,
                confirmation,
                unconfirmed);
    }

    private static AccountInfo read(byte[] json) {
        return AccountInfo.fromJson(WireObject.parse(json));
    }

    private static SignedConfirmation signed(Confirmation confirmation) {
        return new SignedConfirmation(confirmation, TestKey.CLIENT.signer().sign(TestDomain.DOMAIN, confirmation));
    }

    private static SignedReceipt signed(Receipt receipt) {
        Signature signature = TestKey.OPERATOR.signer().sign(TestDomain.DOMAIN, receipt);
        return new SignedReceipt(receipt, signature);
    }
}
