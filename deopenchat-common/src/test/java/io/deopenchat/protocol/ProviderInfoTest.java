package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.TestKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderInfoTest {
    private final SampleMessages samples = SampleMessages.seeded(22);
    private final ProviderInfo info = new ProviderInfo(
            314_159,
            samples.address(),
            samples.address(),
            samples.address(),
            samples.bytes32(),
            "https://example.org/deopenchat",
            List.of(model("meta-llama/Llama-3.1-8B-Instruct"), model("模型")),
            new ServiceLimits(256, 67_108_864, samples.wei(), 3_600, 1_000),
            1_800_000_000,
            "1.0.0");

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(read(info.toJson())).isEqualTo(info);
    }

    @Test
    void aKeyToSealToIsWrittenAndReadAgain() {
        EncryptionKey key = new EncryptionKey(info.provider(), Address.ZERO, samples.bytes32(), 1_800_003_600);
        ProviderInfo sealing = new ProviderInfo(
                info.chainId(),
                info.contract(),
                info.provider(),
                info.operator(),
                info.encryptionKey(),
                info.endpoint(),
                info.models(),
                info.limits(),
                info.serverTime(),
                info.version(),
                new SignedEncryptionKey(key, TestKey.OPERATOR.signer().sign(TestDomain.DOMAIN, key)));

        assertThat(read(sealing.toJson())).isEqualTo(sealing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"x25519\"", "{\"suites\":[{\"kem\":\"32\"}]}", "{\"key\":\"0x\"}"})
    void aKeyOfAnotherFormIsNone(String form) {
        String json = Json.text(info.toJson().put("sealing", "FORM")).replace("\"FORM\"", form);
        assertThat(ProviderInfo.fromJson(WireObject.parse(json.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(info);
    }

    @Test
    void hasTheShapeOfTheProtocolPage() {
        assertThat(info.toJson().fieldNames())
                .toIterable()
                .containsExactly(
                        "protocol",
                        "chainId",
                        "contract",
                        "provider",
                        "operator",
                        "encryptionKey",
                        "endpoint",
                        "models",
                        "limits",
                        "serverTime",
                        "version");
        assertThat(info.toJson().get("models").get(0).fieldNames())
                .toIterable()
                .containsExactly(
                        "model",
                        "requestPrice",
                        "inputPrice",
                        "outputPrice",
                        "capacity",
                        "free",
                        "maxOutputTokens",
                        "promptAllowance",
                        "mediaAllowance",
                        "completionAllowance");
        assertThat(info.toJson().get("limits").fieldNames())
                .toIterable()
                .containsExactly(
                        "sequenceWindow", "maxBodyBytes", "creditLimit", "maxDeadlineSeconds", "requestsPerSecond");
    }

    @Test
    void refusesAnotherVersionOfTheProtocol() {
        assertThatThrownBy(() -> read(info.toJson().put("protocol", "2")))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("expected version 1")
                .hasMessageContaining("'2'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "protocol",
                "chainId",
                "contract",
                "provider",
                "operator",
                "encryptionKey",
                "endpoint",
                "models",
                "limits",
                "serverTime",
                "version"
            })
    void refusesToMissAnyMember(String member) {
        ObjectNode json = info.toJson();
        json.remove(member);
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxOutputTokens", "promptAllowance", "mediaAllowance", "completionAllowance"})
    void refusesAllowancesThatCouldOverflowASum(String member) {
        ObjectNode json = info.toJson();
        json.withObject("/models/0").put(member, Long.toString(ModelLimits.MAX + 1));
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(member);
    }

    @Test
    void theReadersOwnMaximumWinsForEveryNumber() {
        ModelLimits published = new ModelLimits(1, 200, 3, 400);
        ModelLimits own = new ModelLimits(100, 2, 300, 4);
        assertThat(published.atMost(own)).isEqualTo(new ModelLimits(1, 2, 3, 4));
    }

    private static OfferedModel model(String name) {
        Prices prices = new Prices(Wei.ZERO, new TokenPrice(Wei.of(250_000)), new TokenPrice(Wei.MAX));
        return new OfferedModel(name, prices, 8, 5, new ModelLimits(4_096, 512, 2_048, 0));
    }

    private static ProviderInfo read(ObjectNode json) {
        return ProviderInfo.fromJson(WireObject.parse(Json.bytes(json)));
    }
}
