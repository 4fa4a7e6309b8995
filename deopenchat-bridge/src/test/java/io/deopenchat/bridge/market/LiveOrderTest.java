package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Every way an order can go, with a clock that is moved by hand. */
final class LiveOrderTest extends OrderScene {
    @Test
    void takesTheStakeBackWhenNobodyLocksInTime() {
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "takeBack");
        assertThat(market.now()).isAfterOrEqualTo(FakeMarket.START.plus(Duration.ofMinutes(5)));
        assertThat(order.heard().join()).isInstanceOf(LiveOrder.Heard.NotServed.class);
        assertThat(order.ended().join()).isEqualTo(new Ending(Ending.Kind.RETURNED, STAKE, Wei.ZERO, STAKE));
        assertThat(written().ending()).contains(order.ended().join());
    }

    @Test
    void takesTheStakeBackAtOnceWhenNobodyWaitsAnyMore() {
        market.after(Duration.ofSeconds(3), () -> buyer.isWaiting = false);
        runs();
        assertThat(market.sent).containsExactly("post", "takeBack");
        assertThat(market.now()).isBefore(FakeMarket.START.plus(Duration.ofSeconds(10)));
    }

    @Test
    void postsNothingForWhoHasLeftAlready() {
        buyer.isWaiting = false;
        LiveOrder order = runs();
        assertThat(market.sent).isEmpty();
        assertThat(order.ended().join().kind()).isEqualTo(Ending.Kind.NEVER_POSTED);
    }

    @Test
    void asksWhoLocksAndWaitsUntilItIsSettled() {
        deals.serving.add(FIRST);
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofMinutes(10), () -> {
            market.has(account(Wei.ZERO, COST, null));
            market.isFinished();
        });
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post");
        assertThat(deals.opened).containsExactly(FIRST);
        assertThat(order.heard().join()).isEqualTo(new LiveOrder.Heard.Over());
        assertThat(order.ended().join()).isEqualTo(new Ending(Ending.Kind.FINISHED, STAKE, COST, STAKE.minus(COST)));
    }

    @Test
    void asksAboutASilentProviderOpensAgainAndAnotherOneServes() {
        deals.serving.add(SECOND);
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofMinutes(3), () -> market.isLockedBy(SECOND, timeToServe()));
        market.after(Duration.ofMinutes(4), () -> {
            market.has(account(Wei.ZERO, COST, null));
            market.isFinished();
        });
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "challenge", "reopen");
        assertThat(deals.opened).containsExactly(FIRST, SECOND);
        assertThat(order.heard().join()).isEqualTo(new LiveOrder.Heard.Over());
    }

    @Test
    void aProviderThatBeginsToAnswerAtTheLastMomentKeepsTheOrder() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(4), () -> deals.current().begins = true);
        market.after(Duration.ofMinutes(4), () -> {
            market.has(account(Wei.ZERO, COST, null));
            market.isFinished();
        });
        runs();
        assertThat(market.sent).containsExactly("post", "challenge");
    }

    @Test
    void asksAgainMoreAndMoreSeldom() {
        market.after(Duration.ofSeconds(1), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(10), market::isAnswered);
        market.after(Duration.ofSeconds(101), () -> {
            assertThat(deals.current().asked).isBetween(20, 30);
            market.isFinished();
        });
        runs();
        assertThat(market.sent).containsExactly("post");
    }

    @Test
    void neverOpensAgainWhatIsOwed() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(5), () -> {
            deals.current().owed = COST;
        });
        Instant end = FakeMarket.START.plus(timeToServe());
        market.after(timeToServe().plusSeconds(5), () -> {
            market.has(account(STAKE.minus(COST), COST, end.plus(DAY)));
            market.isExpired();
        });
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "takeRest");
        assertThat(market.now()).isAfterOrEqualTo(end.plus(DAY));
        assertThat(order.ended().join()).isEqualTo(new Ending(Ending.Kind.EXPIRED, STAKE, COST, STAKE.minus(COST)));
    }

    @Test
    void asksForTheRestWhereNoWithdrawalBeganByItself() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(3), market::isAnswered);
        market.after(timeToServe().plusSeconds(5), () -> {
            market.has(account(STAKE, Wei.ZERO, null));
            market.isExpired();
        });
        market.after(timeToServe().plusSeconds(8), () -> {
            assertThat(market.sent).contains("requestRest");
            market.has(account(STAKE, Wei.ZERO, market.now().plus(DAY)));
        });
        runs();
        assertThat(market.sent).startsWith("post", "requestRest").endsWith("takeRest");
    }

    @Test
    void aProviderThatHasTheRequestIsGivenMoreTime() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(4), () -> deals.current().state = Deal.State.ASKED);
        market.after(Duration.ofMinutes(2), () -> assertThat(market.sent).containsExactly("post"));
        market.after(Duration.ofSeconds(170), () -> {
            assertThat(market.sent).containsExactly("post", "challenge");
            market.isFinished();
        });
        runs();
    }

    @Test
    void whoWaitsIsToldWhenTheTimeToServeIsOver() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(3), market::isAnswered);
        market.after(timeToServe().plusSeconds(5), () -> {
            market.has(account(STAKE, Wei.ZERO, market.now().plus(DAY)));
            market.isExpired();
        });
        LiveOrder order = order(file());
        market.after(
                timeToServe().plusSeconds(10),
                () -> assertThat(order.heard())
                        .isCompletedWithValueMatching(LiveOrder.Heard.NotServed.class::isInstance));
        order.run();
        assertThat(market.sent).containsExactly("post", "takeRest");
    }

    @Test
    void findsThePostAgainWhoseAnswerWasLost() {
        market.losesThePost();
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "takeBack");
        assertThat(order.id()).contains(FakeMarket.ID);
    }

    @Test
    void goesOnWhereAKilledProcessStopped() {
        LiveOrder killed = order(file());
        market.after(Duration.ofSeconds(3), () -> {
            throw new Killed();
        });
        try {
            killed.run();
        } catch (Killed expected) {
            assertThat(market.sent).containsExactly("post");
        }
        deals.hasBegun = true;
        deals.serving.add(FIRST);
        market.isLockedBy(FIRST, timeToServe());
        market.after(Duration.ofMinutes(1), () -> {
            market.has(account(Wei.ZERO, COST, null));
            market.isFinished();
        });
        LiveOrder resumed = runs(written());
        assertThat(market.sent).containsExactly("post");
        assertThat(resumed.ended().join().kind()).isEqualTo(Ending.Kind.FINISHED);
    }

    @Test
    void waitsForANodeThatIsDown() {
        market.after(Duration.ofSeconds(2), () -> market.isDown(true));
        market.after(Duration.ofMinutes(20), () -> market.isDown(false));
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "takeBack");
        assertThat(order.ended().join().kind()).isEqualTo(Ending.Kind.RETURNED);
    }

    @Test
    void closesTheDealOfWhoNoLongerHoldsTheOrder() {
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofMinutes(2), () -> {
            assertThat(deals.current().isClosed).isTrue();
        });
        runs();
        assertThat(market.sent).containsExactly("post", "challenge", "reopen", "takeBack");
    }

    @Test
    void whoCannotBeUsedIsAskedOnTheChainAndAnotherOneServes() {
        deals.unusable.add(FIRST);
        deals.serving.add(SECOND);
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofMinutes(3), () -> {
            assertThat(deals.opened).containsOnly(FIRST);
            market.isLockedBy(SECOND, timeToServe());
        });
        market.after(Duration.ofMinutes(4), () -> {
            market.has(account(Wei.ZERO, COST, null));
            market.isFinished();
        });
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "challenge", "reopen");
        assertThat(order.heard().join()).isEqualTo(new LiveOrder.Heard.Over());
    }

    @Test
    void whoCannotBeUsedHoldsTheStakeOnlyUntilItsTimeIsOver() {
        deals.unusable.add(FIRST);
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(3), market::isAnswered);
        market.after(timeToServe().plusSeconds(5), () -> {
            market.has(account(STAKE, Wei.ZERO, market.now().plus(DAY)));
            market.isExpired();
            deals.opened.clear();
        });
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "takeRest");
        assertThat(deals.opened).as("nothing was ever signed").isEmpty();
        assertThat(order.ended().join()).isEqualTo(new Ending(Ending.Kind.EXPIRED, STAKE, Wei.ZERO, STAKE));
    }

    @Test
    void whoHeardABeginningIsAnsweredByNobodyElse() {
        deals.serving.add(SECOND);
        market.after(Duration.ofSeconds(2), () -> market.isLockedBy(FIRST, timeToServe()));
        market.after(Duration.ofSeconds(4), () -> deals.current().state = Deal.State.SERVING);
        market.after(Duration.ofSeconds(6), market::isOpenAgain);
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "takeBack");
        assertThat(deals.opened).containsExactly(FIRST);
        assertThat(order.heard().join()).isEqualTo(new LiveOrder.Heard.Over());
    }

    @Test
    void whatIsSaidAfterATurnIsNotHeard() {
        Turn turn = new Turn(file().terms());
        turn.end();
        assertThat(turn.heard()).isFalse();
        assertThat(turn.isHeard()).isFalse();
    }

    @Test
    void goesOnAfterWhatNobodyExpected() {
        market.after(Duration.ofSeconds(2), () -> market.isBroken(true));
        market.after(Duration.ofMinutes(2), () -> market.isBroken(false));
        LiveOrder order = runs();
        assertThat(market.sent).containsExactly("post", "takeBack");
        assertThat(order.ended().join().kind()).isEqualTo(Ending.Kind.RETURNED);
    }

    @Test
    void anOrderThatCannotBeReadIsNone() throws IOException {
        OrderDirectory directory = OrderDirectory.of(state, file().client());
        assertThat(directory.holdsAnOrder()).isFalse();
        directory.write(file());
        assertThat(directory.holdsAnOrder()).isTrue();
        Files.writeString(directory.path().resolve("order.json"), "{");
        assertThat(directory.holdsAnOrder()).isFalse();
    }
}
