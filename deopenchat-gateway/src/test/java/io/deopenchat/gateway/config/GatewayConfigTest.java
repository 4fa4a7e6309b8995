package io.deopenchat.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {
    private static final BackendPlan BACKENDS =
            BackendPlan.of(BackendConfig.of(URI.create("http://127.0.0.1:1"), null));

    private static GatewayConfig config(int port, long highWaterLevel, @Nullable Wei credit, int depth) {
        return new GatewayConfig(
                ListenConfig.local(port, 1_000),
                ServingConfig.of(BACKENDS, Offer.LIMITS),
                new LedgerConfig(Path.of("state"), credit, depth, LedgerConfig.DEFAULT_RETAIN, null, 0),
                ClaimConfig.at(highWaterLevel),
                AccessConfig.DEFAULT);
    }

    private static GatewayConfig withCredit(@Nullable Wei credit) {
        return config(0, 1, credit, 0);
    }

    private static Prices prices(long request, long input, long output) {
        return new Prices(Wei.of(request), new TokenPrice(Wei.of(input)), new TokenPrice(Wei.of(output)));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 0, --bind-addr",
        "65536, 1, 0, --bind-addr",
        "0, 0, 0, --commit-high-water-level",
        "0, -5, 0, --commit-high-water-level",
        "0, 1, -1, --confirmation-depth",
    })
    void aValueOutsideItsRangeIsRefusedByTheNameOfItsOption(int port, long level, int depth, String option) {
        assertThatThrownBy(() -> config(port, level, null, depth))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 5, --claim-after",
        "PT-1S, 5, --claim-after",
        "PT1S, -1, --max-claim-gas-share",
        "PT1S, 101, --max-claim-gas-share"
    })
    void whenToClaimIsRefusedByTheNameOfItsOption(Duration after, int percent, String option) {
        assertThatThrownBy(() -> new ClaimConfig(1, after, percent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option);
    }

    @Test
    void theBoundsThemselvesAreTaken() {
        assertThat(config(65_535, 1, null, 0).listen().port()).isEqualTo(65_535);
    }

    @Test
    void aStatedCreditIsTheCredit() {
        assertThat(withCredit(Wei.of(7)).creditLimitFor(List.of(prices(1_000, 1_000, 1_000))))
                .isEqualTo(Wei.of(7));
        assertThat(withCredit(Wei.ZERO).creditLimitFor(List.of(prices(1, 1, 1))))
                .isEqualTo(Wei.ZERO);
    }

    @Test
    void theDefaultCreditLetsSixtyFourOrdinaryRoundsRunAtTheDearestPrices() {
        long promptTokens = 64 * (16 * 1_024 + Offer.LIMITS.promptAllowance());
        long completionTokens = 64 * Offer.LIMITS.maxOutputTokens();
        long dear = 64 * 5 + promptTokens * 2 + completionTokens * 3;

        assertThat(withCredit(null)
                        .creditLimitFor(List.of(
                                prices(1, 1_000_000, 1_000_000), prices(5, 2_000_000, 3_000_000), prices(9, 0, 0))))
                .isEqualTo(Wei.of(dear));
    }

    @Test
    void withoutModelsThereIsNoCredit() {
        assertThat(withCredit(null).creditLimitFor(List.of())).isEqualTo(Wei.ZERO);
    }

    @Test
    void theDearestPricesThereAreDoNotOverflow() {
        Prices dearest = new Prices(Wei.MAX, new TokenPrice(Wei.MAX), new TokenPrice(Wei.MAX));

        assertThat(withCredit(null).creditLimitFor(List.of(dearest))).isEqualTo(Wei.MAX);
        assertThat(withCredit(null).creditLimitFor(List.of(new Prices(Wei.MAX, TokenPrice.FREE, TokenPrice.FREE))))
                .isEqualTo(Wei.MAX);
    }
}
