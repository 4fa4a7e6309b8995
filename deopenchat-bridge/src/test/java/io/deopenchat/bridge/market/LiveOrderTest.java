package io.deopenchat.bridge.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.Criteria;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way an order can go, with a clock that is moved by hand. */
final class LiveOrderTest {
    private static final Address FIRST = Address.parse("0x00000000000000000000000000000000000000b1");
    private static final Address SECOND = Address.parse("0x00000000000000000000000000000000000000b2");
    private static final Wei STAKE = Wei.of(1_000);
    private static final Wei COST = Wei.of(30);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path state = Path.of(".");

    private final FakeMarket market = new FakeMarket();
    private final FakeBuyer buyer = new FakeBuyer();
    private final FakeDeals deals = new FakeDeals();

    private static final class FakeBuyer implements Buyer {
        private boolean isWaiting = true;

        @Override
        public boolean isWaiting() {
            return isWaiting;
        }

        @Override
        public Served serve(Counterparty provider, Turn turn) {
            throw new AssertionError("the deals of this test ask nobody");
        }
    }

    /** With each provider a deal that does what the test wants. */
    private static final class FakeDeals implements LiveOrder.Deals {
        private final List<Address> opened = new ArrayList<>();
        private final List<Address> serving = new ArrayList<>();
        private @Nullable FakeDeal current;
        private boolean hasBegun;

        @Override
        public Deal open(Address provider) {
            opened.add(provider);
            current = new FakeDeal(serving.contains(provider));
            return current;
        }

        private FakeDeal current() {
            if (current == null) {
                throw new AssertionError("no deal was opened");
            }
            return current;
        }

        @Override
        public boolean hasBegun(Address provider) {
            return hasBegun;
        }
    }

    private static final class FakeDeal implements Deal {
        private final boolean serves;
        private State state = State.IDLE;
        private Wei owed = Wei.ZERO;
        private int asked;
        private boolean isClosed;
        private boolean begins;

        private FakeDeal(boolean serves) {
            this.serves = serves;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public void ask() {
            asked++;
            if (serves) {
                state = State.OVER;
                owed = COST;
            }
        }

        @Override
        public boolean giveUp() {
            return !begins;
        }

        @Override
        public Wei owed() {
            return owed;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    private static SecretKey key() {
        return SecretKey.parse("0x" + "11".repeat(32));
    }

    private OrderFile file() {
        Signer client = new Signer(key(), Secp256k1.fastest());
        OrderDraft draft = new OrderDraft(
                "storyteller",
                STAKE,
                new Prices(STAKE, TokenPrice.FREE, TokenPrice.FREE),
                Duration.ofMinutes(5),
                Criteria.NONE,
                List.of());
        return new OrderFile(
                new Domain(31_337, FakeMarket.OWNER),
                FakeMarket.OWNER,
                client.address(),
                draft.model(),
                draft.at(FakeMarket.START, FakeMarket.TICK),
                Bytes.EMPTY,
                null,
                null,
                null);
    }

    private LiveOrder order(OrderFile file) {
        OrderDirectory directory = OrderDirectory.of(state, file.client());
        directory.write(file);
        return new LiveOrder(directory, file, new Signer(key(), Secp256k1.fastest()), buyer, market, deals);
    }

    private LiveOrder runs() {
        return runs(file());
    }

    private LiveOrder runs(OrderFile file) {
        LiveOrder order = order(file);
        order.run();
        return order;
    }

    private OrderFile written() {
        return OrderDirectory.in(state).getFirst().read();
    }

    private Duration timeToServe() {
        return OrderDraft.TIME_TO_SERVE;
    }

    private AccountState account(Wei escrow, Wei claimed, @Nullable Instant matures) {
        return new AccountState(
                file().client(),
                FakeMarket.OWNER,
                true,
                new Signer(key(), Secp256k1.fastest()).publicKey(),
                escrow,
                claimed,
                0,
                0,
                Wei.ZERO,
                matures == null ? Wei.ZERO : Wei.MAX,
                Wei.ZERO,
                matures,
                matures == null ? null : matures.plus(DAY),
                0,
                Address.ZERO,
                Wei.ZERO,
                Wei.ZERO);
    }

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

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
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
}
