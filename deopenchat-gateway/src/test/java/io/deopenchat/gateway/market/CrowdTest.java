package io.deopenchat.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders of others, as many and as misleading as anybody likes to make them. */
class CrowdTest {
    private static final long HUGE = 1_000_000_000;

    private final Stand stand;

    CrowdTest(@TempDir Path directory) {
        stand = new Stand(directory, Stand.serves(2), 0);
    }

    @AfterEach
    void close() {
        stand.close();
    }

    private void isReturned(long id) {
        stand.chain.posts(new OrderEvent.OrderReturned(stand.next(), id, Parties.OWNER, Wei.of(HUGE)));
    }

    private void isLockedByAnother(long id) {
        stand.chain.posts(new OrderEvent.OrderLocked(
                stand.next(),
                id,
                Parties.OWNER,
                Stand.client(id).address(),
                Wei.of(HUGE),
                stand.clock.instant().plus(Orders.TIME_TO_SERVE)));
    }

    private Order open(long id) {
        return new Order(
                OrderState.OPEN,
                Parties.OWNER,
                Stand.client(id).address(),
                Hash.keccak256("terms"),
                Wei.of(100),
                stand.clock.instant().plusSeconds(600),
                Address.ZERO,
                null,
                null,
                false);
    }

    @Test
    void ordersThatAreTakenBackAtOncePushNobodyOut() {
        stand.posts(1, 100);
        for (long id = 2; id <= 2L * Offered.MAX_KEPT; id++) {
            stand.posts(id, HUGE);
            isReturned(id);
        }
        stand.run.turn();
        assertThat(stand.sent()).containsExactly(1L);
    }

    @Test
    void ordersThatOthersHavePushNobodyOut() {
        stand.posts(1, 100);
        for (long id = 2; id <= 2L * Offered.MAX_KEPT; id++) {
            stand.posts(id, HUGE);
            isLockedByAnother(id);
        }
        stand.run.turn();
        assertThat(stand.sent()).containsExactly(1L);
    }

    @Test
    void ordersThatNobodyCanServePushNobodyOut() {
        OrderTerms fits = stand.terms(HUGE);
        stand.posts(1, 100);
        for (long id = 2; id <= 2L * Offered.MAX_KEPT; id++) {
            stand.posts(
                    id,
                    new OrderTerms(
                            Hash.keccak256("a model that nobody lists"),
                            fits.stake(),
                            fits.maxPrices(),
                            fits.lockUntil(),
                            fits.timeToServe(),
                            fits.maxSilence(),
                            fits.criteria(),
                            fits.providers()));
        }
        stand.run.turn();
        assertThat(stand.sent()).containsExactly(1L);
    }

    @Test
    void anOrderThatWasRefusedWhileItIsOpenIsTriedAgainLater() {
        stand.posts(1, 100);
        stand.chain.has(1, open(1));
        stand.chain.answers(new Sending.Refused("this provider lists another price for now"));
        stand.run.turn();
        stand.run.turn();
        assertThat(stand.sent()).hasSize(1);

        stand.chain.answers(new Sending.Sent());
        stand.clock.advance(Locking.SLEEP);
        stand.run.turn();
        assertThat(stand.sent()).containsExactly(1L, 1L);
    }

    @Test
    void ownOrdersAreServedWhileANodeDoesNotTellThoseOfOthers() {
        stand.posts(1, 100);
        stand.run.turn();
        stand.isLocked(1);
        stand.chain.failsToTellOffers();
        stand.clock.advance(Orders.TIME_TO_SERVE.dividedBy(2));
        stand.chain.mines(1);
        stand.run.turn();
        assertThat(stand.chain.sent).last().isInstanceOf(Step.Finish.class);
    }

    @Test
    void anOrderThatCannotBeReadLeavesTheOthersServed() {
        stand.posts(1, 200);
        stand.posts(2, 100);
        stand.run.turn();
        stand.isLocked(1);
        stand.isLocked(2);
        stand.chain.failsToTell(1);
        stand.clock.advance(Orders.TIME_TO_SERVE.dividedBy(2));
        stand.chain.mines(1);
        assertThatThrownBy(stand.run::turn).isInstanceOf(ChainUnavailable.class);
        assertThat(stand.step(2)).isInstanceOf(Step.Finish.class);
    }

    @Test
    void anOrderWhoseEventsAreNeverToldIsReadAgainAfterAWhile() {
        stand.posts(1, 100);
        stand.run.turn();
        stand.isLocked(1);
        stand.chain.has(
                1,
                new Order(
                        OrderState.FINISHED,
                        Parties.OWNER,
                        Stand.client(1).address(),
                        Hash.keccak256("terms"),
                        Wei.of(100),
                        stand.clock.instant(),
                        Parties.PROVIDER,
                        stand.clock.instant().plusSeconds(60),
                        null,
                        false));
        stand.run.turn();
        assertThat(stand.state(1)).isEqualTo(OwnOrder.State.LOCKED);

        stand.clock.advance(Held.MAX_AGE);
        stand.run.turn();
        assertThat(stand.state(1)).isEqualTo(OwnOrder.State.FINISHED);
    }

    @Test
    void rangesThatANodeDoesNotAnswerForAreAskedForInSmallerOnes() {
        List<Long> spans = new ArrayList<>();
        Ranges ranges = new Ranges(0, 1_000);
        Ranges.Reader slow = (from, to) -> {
            spans.add(to - from + 1);
            if (to - from + 1 > 250) {
                throw FakeMarket.unavailable();
            }
        };
        for (int turn = 0; turn < 2; turn++) {
            assertThatThrownBy(() -> ranges.read(1_000, () -> {}, slow)).isInstanceOf(ChainUnavailable.class);
        }
        assertThatThrownBy(() -> ranges.read(1_000, () -> {}, slow)).isInstanceOf(ChainUnavailable.class);
        assertThat(spans).containsExactly(1_000L, 500L, 250L, 500L);
    }

    @Test
    void blocksThatWereLeftOutAreSaid() {
        List<String> said = new ArrayList<>();
        Ranges ranges = new Ranges(0, 10);
        ranges.read(100, () -> said.add("skipped"), (from, to) -> {});
        ranges.read(100 + 10 * Ranges.RANGES_BACK, () -> said.add("skipped"), (from, to) -> {});
        assertThat(said).isEmpty();
        ranges.read(300 + 20 * Ranges.RANGES_BACK, () -> said.add("skipped"), (from, to) -> {});
        assertThat(said).containsExactly("skipped");
    }

    @Test
    void whatClientsKeepForThemselvesIsNotKeptHere() {
        Offered offered = new Offered(terms -> terms.providers().size() <= FitRule.MAX_PROVIDERS);
        offered.note(Orders.posted(1, Stand.client(1), stand.terms(100), 1), stand.clock.instant());
        Offered.Entry kept = offered.awake(stand.clock.instant()).getFirst();
        assertThat(kept.order().memo().length()).isZero();
        OrderTerms many = Orders.terms(
                100,
                Orders.PRICES,
                stand.clock.instant().plus(Duration.ofMinutes(1)),
                Collections.nCopies(FitRule.MAX_PROVIDERS + 1, Parties.PROVIDER));
        offered.note(Orders.posted(2, Stand.client(2), many, 1), stand.clock.instant());
        assertThat(offered.get(2)).isNull();
    }
}
