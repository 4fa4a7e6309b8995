package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.ProvisionalClaim;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Bytes32;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A provider that got the signed request serves nothing and asserts a claim. */
final class ContestedOrderTest extends OrderScene {
    /** The provider got the signed request, served nothing, and asserts the whole stake. */
    private void isAsserted(Instant closesAt) {
        market.has(account(
                STAKE, STAKE, Wei.ZERO, FakeMarket.START.plus(timeToServe()).plus(DAY)));
        market.has(new ProvisionalClaim(Bytes32.ZERO, STAKE, STAKE, closesAt));
    }

    @Test
    void contestsWhatWhoNeverServedAsserts() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(5), () -> isAsserted(FakeMarket.START.plus(DAY)));
        market.after(timeToServe().plusSeconds(5), market::isExpired);
        LiveOrder order = order(file());
        market.after(
                Duration.ofSeconds(8),
                () -> assertThat(order.heard())
                        .isCompletedWithValueMatching(LiveOrder.Heard.NotServed.class::isInstance));
        order.run();
        assertThat(market.sent).containsExactly("post", "contest 0");
        assertThat(order.ended().join()).isEqualTo(new Ending(Ending.Kind.EXPIRED, STAKE, Wei.ZERO, Wei.ZERO));
    }

    @Test
    void contestsBeforeAShortTimeToContestIsOver() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(5), () -> isAsserted(FakeMarket.START.plusSeconds(60)));
        market.after(Duration.ofSeconds(59), () -> assertThat(market.sent).containsExactly("post", "contest 0"));
        market.after(timeToServe().plusSeconds(5), market::isExpired);
        runs();
    }

    @Test
    void admitsWhatIsOwed() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(4), () -> {
            deals.current().owed = COST;
            isAsserted(FakeMarket.START.plus(DAY));
        });
        market.after(timeToServe().plusSeconds(5), market::isExpired);
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "contest " + COST);
        assertThat(order.ended().join()).isEqualTo(new Ending(Ending.Kind.EXPIRED, STAKE, COST, Wei.ZERO));
    }

    @Test
    void contestsAlsoWhereTheProviderFinishedTheOrder() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(5), () -> {
            isAsserted(FakeMarket.START.plus(DAY));
            market.isFinished();
        });
        runs();
        assertThat(market.sent).containsExactly("post", "contest 0");
    }

    @Test
    void contestsAfterARestart() {
        LiveOrder killed = order(file());
        market.after(Duration.ofSeconds(3), () -> {
            throw new Killed();
        });
        try {
            killed.run();
        } catch (Killed expected) {
            assertThat(market.sent).containsExactly("post");
        }
        market.isLockedBy(FIRST, timeToServe());
        isAsserted(FakeMarket.START.plusSeconds(600));
        market.isExpired();
        buyer.isWaiting = false;
        runs(written());
        assertThat(market.sent).containsExactly("post", "contest 0");
    }
}
