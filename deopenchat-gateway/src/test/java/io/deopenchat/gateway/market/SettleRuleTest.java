package io.deopenchat.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Order;
import io.deopenchat.gateway.account.OrderAccounts.Progress;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.market.SettleRule.Next;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettleRuleTest {
    private static final Duration MARGIN = Duration.ofSeconds(6);
    private static final Progress SILENT = new Progress(false, false, Optional.empty());

    private final ClientKey client = new ClientKey("client");
    private final Instant lockedAt = new HandClock().instant();
    private final Instant end = lockedAt.plus(Orders.TIME_TO_SERVE);
    private final Instant idle = lockedAt.plus(Orders.TIME_TO_SERVE.dividedBy(2));

    private Next next(Progress progress, Instant now) {
        return next(progress, null, false, now);
    }

    private Next next(Progress progress, @Nullable Instant silentFrom, boolean asked, Instant now) {
        SettleRule rule = new SettleRule(MarketConfig.of(8), MARGIN);
        Order seen = Orders.locked(client, Orders.terms(end), end, silentFrom);
        return rule.next(Orders.own(client, end), seen, progress, asked, now);
    }

    private Progress paid(long total, long rounds) {
        Confirmation confirmation =
                new Confirmation(Parties.PROVIDER, Wei.of(total), rounds, 10, Hash.keccak256("transcript"));
        return new Progress(false, false, Optional.of(client.signs(confirmation)));
    }

    @Test
    void aFreshLockWaits() {
        assertThat(next(SILENT, lockedAt)).isEqualTo(Next.WAIT);
        assertThat(next(SILENT, idle.minusSeconds(1))).isEqualTo(Next.WAIT);
    }

    @Test
    void aClientThatAskedForNothingIsGivenItsStakeBack() {
        assertThat(next(SILENT, idle)).isEqualTo(Next.FINISH);
    }

    @Test
    void whatIsConfirmedIsFinishedAtOnce() {
        assertThat(next(paid(100, 1), lockedAt)).isEqualTo(Next.FINISH);
        assertThat(next(paid(0, 1), lockedAt)).isEqualTo(Next.FINISH);
    }

    @Test
    void whatRunsOrIsNotConfirmedIsWaitedFor() {
        assertThat(next(new Progress(true, false, paid(100, 1).newest()), end.minusSeconds(1)))
                .isEqualTo(Next.WAIT);
        assertThat(next(new Progress(false, true, paid(100, 1).newest()), end.minusSeconds(1)))
                .isEqualTo(Next.WAIT);
    }

    @Test
    void afterTheTimeToServeNothingIsSent() {
        assertThat(next(paid(100, 1), end)).isEqualTo(Next.WAIT);
        assertThat(next(SILENT, idle, true, end)).isEqualTo(Next.WAIT);
    }

    @Test
    void aChallengeIsAnsweredAlsoWhileARoundRuns() {
        assertThat(next(new Progress(true, false, Optional.empty()), idle, true, lockedAt))
                .isEqualTo(Next.ANSWER);
    }

    @Test
    void aChallengeThatCannotBeAnsweredEndsWithTheStakeGivenBackBeforeTheSilenceDoes() {
        Instant silentFrom = idle.minusSeconds(60);
        assertThat(next(SILENT, silentFrom, false, silentFrom.minus(MARGIN).minusSeconds(1)))
                .isEqualTo(Next.WAIT);
        assertThat(next(SILENT, silentFrom, false, silentFrom.minus(MARGIN))).isEqualTo(Next.FINISH);
    }

    @Test
    void aClientThatAsksAtOnceHasHalfOfTheSilenceForItsRequest() {
        Instant silentFrom = lockedAt.plusSeconds(8);
        assertThat(next(SILENT, silentFrom, false, lockedAt.plusSeconds(3))).isEqualTo(Next.WAIT);
        assertThat(next(SILENT, silentFrom, false, lockedAt.plusSeconds(4))).isEqualTo(Next.FINISH);
    }

    @Test
    void whatIsConfirmedIsProtectedWhileMoreRuns() {
        Progress running = new Progress(true, false, paid(100, 1).newest());
        assertThat(next(running, null, true, lockedAt)).isEqualTo(Next.ANSWER);
        assertThat(next(new Progress(true, false, paid(0, 1).newest()), null, true, lockedAt))
                .isEqualTo(Next.WAIT);
    }

    @Test
    void aChallengeOfAnOrderThatIsPaidIsNotAnsweredButFinished() {
        assertThat(next(paid(100, 1), idle, true, lockedAt)).isEqualTo(Next.FINISH);
    }

    @Test
    void aFinishThatWouldComeTooLateIsNotSent() {
        assertThat(next(paid(100, 1), end.minus(MARGIN).minusSeconds(1))).isEqualTo(Next.FINISH);
        assertThat(next(paid(100, 1), end.minus(MARGIN))).isEqualTo(Next.WAIT);
    }

    @Test
    void anOrderWhoseOwnerTakesTheMoneyIsFinished() {
        assertThat(next(new Progress(false, false, Optional.empty(), Optional.empty(), true), lockedAt))
                .isEqualTo(Next.FINISH);
        assertThat(next(new Progress(true, false, Optional.empty(), Optional.empty(), true), lockedAt))
                .isEqualTo(Next.WAIT);
    }

    @Test
    void aLongOrderWaitsForItsFirstRequestNoLongerThanAnother() {
        MarketConfig config = new MarketConfig(true, null, 8, null, null);
        assertThat(config.idleOf(Duration.ofDays(30))).isEqualTo(MarketConfig.MAX_DEFAULT_IDLE);
        assertThat(config.idleOf(Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void gasIsSpentUpToAShareOfTheStakeOrToWhatItEarns() {
        OrderGas gas = new OrderGas(5);
        Wei stake = Wei.of(1_000);
        assertThat(gas.ofFinish(stake, Wei.ZERO)).isEqualTo(Wei.of(50));
        assertThat(gas.ofFinish(stake, Wei.of(600))).isEqualTo(Wei.of(600));
        assertThat(gas.ofAnswer(stake)).isEqualTo(stake);
        assertThat(new OrderGas(0).ofFinish(stake, Wei.ZERO)).isEqualTo(Wei.MAX);
    }

    @Test
    void dustDoesNotEarnTheGasBack() {
        Wei gas = Wei.of(OrderGas.GAS_OF_AN_ORDER);
        assertThat(new OrderGas(5).isEarnedBack(gas, () -> BigInteger.ONE)).isFalse();
        assertThat(new OrderGas(5).isEarnedBack(gas.plus(Wei.of(1)), () -> BigInteger.ONE))
                .isTrue();
        assertThat(new OrderGas(0).isEarnedBack(Wei.ZERO, () -> BigInteger.ONE)).isFalse();
    }

    @Test
    void anOrderEarnsAtMostItsStake() {
        assertThat(SettleRule.earned(
                        Orders.own(client, end),
                        paid(Orders.STAKE + 1, 1).newest().orElseThrow().confirmation()))
                .isEqualTo(Wei.of(Orders.STAKE));
    }
}
