package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.chain.Criteria;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.signing.Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OrderRulesTest {
    private static final Wei STAKE = Wei.parseWithUnit("0.01ether");
    private static final Address ONE = Address.parse("0x00000000000000000000000000000000000000b1");

    private static InferenceCall call(String more) {
        return InferenceCall.parse(
                InferenceEndpoint.CHAT_COMPLETIONS,
                ("{\"model\":\"storyteller\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static OrderRules rules(ProviderFilter filter) {
        return new OrderRules(STAKE, Duration.ofMinutes(5), Criteria.NONE, filter, BridgeConfig.DEFAULT_MAXIMA);
    }

    @Test
    void noProviderThatLocksCanAskForMoreThanTheStake() {
        InferenceCall call = call(",\"max_tokens\":100");
        OrderDraft draft = rules(ProviderFilter.EVERYBODY).draft(call, Optional.empty());
        Prices ofTokens = new Prices(
                Wei.ZERO, draft.maxPrices().input(), draft.maxPrices().output());
        Wei ceiling = CostCeiling.of(call, ofTokens, BridgeConfig.DEFAULT_MAXIMA);
        assertThat(ceiling).isLessThanOrEqualTo(STAKE);
        assertThat(STAKE.minus(ceiling)).isLessThan(Wei.of(2));
    }

    @Test
    void shortAnswersMayBeDearer() {
        OrderRules rules = rules(ProviderFilter.EVERYBODY);
        TokenPrice ofShort = rules.draft(call(",\"max_tokens\":10"), Optional.empty())
                .maxPrices()
                .output();
        TokenPrice ofAny = rules.draft(call(""), Optional.empty()).maxPrices().output();
        assertThat(ofShort).isGreaterThan(ofAny);
    }

    @Test
    void aPriceThatTheUserNamesHoldsWhereItIsLower() {
        TokenPrice low = new TokenPrice(Wei.of(5));
        OrderDraft draft =
                rules(new ProviderFilter(Set.of(), Set.of(), low, null)).draft(call(""), Optional.empty());
        assertThat(draft.maxPrices().input()).isEqualTo(low);
        assertThat(draft.maxPrices().output()).isGreaterThan(low);
    }

    @Test
    void aPinIsTheOnlyProvider() {
        OrderDraft draft = rules(ProviderFilter.EVERYBODY).draft(call(""), Optional.of(ONE));
        assertThat(draft.providers()).containsExactly(ONE);
    }
}
