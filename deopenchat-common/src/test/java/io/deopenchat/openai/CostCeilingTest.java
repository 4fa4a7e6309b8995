package io.deopenchat.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostCeilingTest {
    private static final long SEED = 20_261_122;
    private static final List<InferenceEndpoint> ENDPOINTS = List.of(InferenceEndpoint.values());
    private static final int CALLS = 20_000;
    private static final BigDecimal MILLION = new BigDecimal(1_000_000);
    private static final BigDecimal LARGEST = new BigDecimal(Wei.MAX.value());
    private static final ModelLimits LIMITS = new ModelLimits(4_096, 512, 2_048, 100);

    @Test
    void whatDoesNotFitIsTheLargestAmountThereIs() {
        Prices dearest = new Prices(Wei.MAX, new TokenPrice(Wei.MAX), new TokenPrice(Wei.MAX));
        ModelLimits widest = new ModelLimits(ModelLimits.MAX, ModelLimits.MAX, ModelLimits.MAX, ModelLimits.MAX);
        InferenceCall largest = new InferenceCall(
                InferenceEndpoint.CHAT_COMPLETIONS,
                "m",
                true,
                false,
                OptionalLong.of(InferenceCall.MAX_COMPLETION_LIMIT),
                InferenceCall.MAX_CHOICES,
                8_000_000,
                Integer.MAX_VALUE);

        assertThat(CostCeiling.of(largest, dearest, widest)).isEqualTo(Wei.MAX);
        assertThat(UsageBounds.maxPromptTokens(largest, widest))
                .isEqualTo(Integer.MAX_VALUE + ModelLimits.MAX + 8_000_000 * ModelLimits.MAX);
        assertThat(UsageBounds.maxCompletionTokens(largest, widest, Long.MAX_VALUE / 2))
                .isEqualTo(128_000_000_000L);
    }

    @Test
    void aFreeModelCostsNothingWhateverIsAsked() {
        Prices free = new Prices(Wei.ZERO, TokenPrice.FREE, TokenPrice.FREE);

        assertThat(CostCeiling.of(
                        call(InferenceEndpoint.CHAT_COMPLETIONS, OptionalLong.of(1_000_000), 128, 9), free, LIMITS))
                .isEqualTo(Wei.ZERO);
    }

    @Test
    void roundsUpOnceForTheWholeRound() {
        Prices prices = new Prices(Wei.of(5), new TokenPrice(Wei.of(1)), new TokenPrice(Wei.of(1)));

        assertThat(CostCeiling.of(call(InferenceEndpoint.CHAT_COMPLETIONS, OptionalLong.of(1), 1, 0), prices, LIMITS))
                .isEqualTo(Wei.of(6));
    }

    @Test
    void withoutALimitTheModelsOwnCounts() {
        Prices prices = new Prices(Wei.ZERO, TokenPrice.FREE, new TokenPrice(Wei.of(1_000_000)));

        assertThat(CostCeiling.of(call(InferenceEndpoint.CHAT_COMPLETIONS, OptionalLong.empty(), 3, 0), prices, LIMITS))
                .isEqualTo(Wei.of(3 * 4_096));
        assertThat(CostCeiling.of(call(InferenceEndpoint.CHAT_COMPLETIONS, OptionalLong.of(0), 3, 0), prices, LIMITS))
                .isEqualTo(Wei.ZERO);
    }

    @Test
    void embeddingsPayForTheirInputAlone() {
        Prices prices = new Prices(Wei.ZERO, TokenPrice.FREE, new TokenPrice(Wei.of(1_000_000)));

        assertThat(CostCeiling.of(call(InferenceEndpoint.EMBEDDINGS, OptionalLong.of(50), 1, 0), prices, LIMITS))
                .isEqualTo(Wei.ZERO);
        assertThat(UsageBounds.maxCompletionTokens(
                        call(InferenceEndpoint.EMBEDDINGS, OptionalLong.of(50), 1, 0), LIMITS, 1_000))
                .isZero();
    }

    @Test
    void isTheFormulaOfTheProtocol() {
        Random random = new Random(SEED);
        for (int i = 0; i < CALLS; i++) {
            InferenceCall call = randomCall(random);
            ModelLimits limits = randomLimits(random);
            Prices prices =
                    new Prices(randomWei(random), new TokenPrice(randomWei(random)), new TokenPrice(randomWei(random)));

            assertThat(new BigDecimal(CostCeiling.of(call, prices, limits).value()))
                    .as("call %s, prices %s, limits %s", call, prices, limits)
                    .isEqualByComparingTo(formula(call, prices, limits).min(LARGEST));
        }
    }

    @Test
    void noHonestReceiptCostsMore() {
        Random random = new Random(SEED + 1);
        for (int i = 0; i < CALLS; i++) {
            InferenceCall call = randomCall(random);
            ModelLimits limits = randomLimits(random);
            Prices prices =
                    new Prices(randomWei(random), new TokenPrice(randomWei(random)), new TokenPrice(randomWei(random)));
            long responseBytes = random.nextLong(1L << random.nextInt(1, 40));
            Usage most = new Usage(
                    UsageBounds.maxPromptTokens(call, limits),
                    UsageBounds.maxCompletionTokens(call, limits, responseBytes));

            assertThat(prices.costAtMost(most, Wei.MAX)).isLessThanOrEqualTo(CostCeiling.of(call, prices, limits));
        }
    }

    @Test
    void completionsAreBoundedByWhatWasAskedAndByWhatWasSent() {
        InferenceCall call = call(InferenceEndpoint.CHAT_COMPLETIONS, OptionalLong.of(1_000), 2, 0);

        assertThat(UsageBounds.maxCompletionTokens(call, LIMITS, 0)).isEqualTo(132);
        assertThat(UsageBounds.maxCompletionTokens(call, LIMITS, 1_867)).isEqualTo(1_999);
        assertThat(UsageBounds.maxCompletionTokens(call, LIMITS, 1_868)).isEqualTo(2_000);
        assertThat(UsageBounds.maxCompletionTokens(call, LIMITS, 1_869)).isEqualTo(2_000);
    }

    @Test
    void promptsAreBoundedByTheBodyAndTheAllowances() {
        assertThat(UsageBounds.maxPromptTokens(
                        call(InferenceEndpoint.CHAT_COMPLETIONS, OptionalLong.empty(), 1, 3), LIMITS))
                .isEqualTo(300 + 512 + 3 * 2_048);
    }

    /** Written down again from the protocol, in decimals. */
    private static BigDecimal formula(InferenceCall call, Prices prices, ModelLimits limits) {
        BigDecimal promptTokens = call.endpoint() == InferenceEndpoint.COUNT_TOKENS
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(call.bodyBytes())
                        .add(BigDecimal.valueOf(limits.promptAllowance()))
                        .add(BigDecimal.valueOf(call.mediaParts())
                                .multiply(BigDecimal.valueOf(limits.mediaAllowance())));
        BigDecimal completionTokens = completionTokens(call, limits);
        BigDecimal millionths = promptTokens
                .multiply(new BigDecimal(prices.input().perMillion().value()))
                .add(completionTokens.multiply(
                        new BigDecimal(prices.output().perMillion().value())));
        return new BigDecimal(prices.request().value()).add(millionths.divide(MILLION, 0, RoundingMode.CEILING));
    }

    private static BigDecimal completionTokens(InferenceCall call, ModelLimits limits) {
        BigDecimal n = BigDecimal.valueOf(call.choices());
        BigDecimal asked = n.multiply(BigDecimal.valueOf(call.completionLimit().orElse(limits.maxOutputTokens())));
        return switch (call.endpoint()) {
            case EMBEDDINGS, RERANK, COUNT_TOKENS -> BigDecimal.ZERO;
            case SPEECH, IMAGES ->
                asked.min(n.multiply(BigDecimal.valueOf(16)).add(BigDecimal.valueOf(limits.completionAllowance())));
            case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, MESSAGES, TRANSCRIPTIONS, TRANSLATIONS -> asked;
        };
    }

    private static InferenceCall call(InferenceEndpoint endpoint, OptionalLong limit, int choices, int media) {
        return new InferenceCall(endpoint, "m", false, false, limit, choices, media, 300);
    }

    private static InferenceCall randomCall(Random random) {
        return new InferenceCall(
                ENDPOINTS.get(random.nextInt(ENDPOINTS.size())),
                "m",
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean()
                        ? OptionalLong.empty()
                        : OptionalLong.of(random.nextLong(1L << random.nextInt(1, 30))),
                1 + random.nextInt(InferenceCall.MAX_CHOICES),
                random.nextInt(50),
                random.nextLong(1L << random.nextInt(1, 27)));
    }

    private static ModelLimits randomLimits(Random random) {
        return new ModelLimits(
                random.nextLong(100_000), random.nextLong(5_000), random.nextLong(5_000), random.nextLong(50_000));
    }

    private static Wei randomWei(Random random) {
        return new Wei(new BigInteger(random.nextInt(Wei.BITS + 1), random));
    }
}
