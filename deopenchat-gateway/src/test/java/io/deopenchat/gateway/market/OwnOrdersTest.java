package io.deopenchat.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderState;
import io.deopenchat.gateway.account.OwnOrder.State;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Own orders after kills, reorganisations and owners that take their money away. */
class OwnOrdersTest {
    private static final int DEPTH = 3;

    private final Stand stand;

    OwnOrdersTest(@TempDir Path directory) {
        stand = new Stand(directory, Stand.serves(1_000), DEPTH);
    }

    @AfterEach
    void close() {
        stand.close();
    }

    private void isLocked(long id) {
        stand.posts(id, Orders.STAKE);
        stand.run.turn();
        stand.isLocked(id);
        assertThat(stand.state(id)).isEqualTo(State.LOCKED);
    }

    private void turnsABlockLater() {
        stand.chain.mines(1);
        stand.run.turn();
    }

    private Order is(OrderState state, long id, Address provider) {
        Instant end = stand.clock.instant().plus(Orders.TIME_TO_SERVE);
        return new Order(
                state,
                Parties.OWNER,
                Stand.client(id).address(),
                Hash.keccak256("terms"),
                Wei.of(Orders.STAKE),
                end,
                provider,
                end,
                null,
                false);
    }

    private AccountState holds(long id, long escrow) {
        return new AccountState(
                Stand.client(id).address(),
                Parties.OWNER,
                true,
                Stand.client(id).publicKey(),
                Wei.of(escrow),
                Wei.ZERO,
                0,
                0,
                Wei.ZERO,
                Wei.ZERO,
                Wei.ZERO,
                null,
                null,
                0,
                Address.ZERO,
                Wei.ZERO,
                Wei.ZERO);
    }

    private boolean isClosed(long id) {
        // an account that is being settled is quiet or not; what tells is whether its claims are left to the finish
        return !stand.accounts.orders().isOpen(Stand.client(id).address());
    }

    @Test
    void afterAKillAnAccountStaysClosedWhileAFinishMayBeOnItsWay() {
        isLocked(1);
        stand.chain.hasAnEarlierTransaction(true);
        stand.run = stand.run(Stand.serves(1), 0);
        assertThat(isClosed(1)).isTrue();
        stand.clock.advance(Orders.TIME_TO_SERVE.dividedBy(2));
        int before = stand.chain.sent.size();
        turnsABlockLater();
        assertThat(isClosed(1)).isTrue();
        assertThat(stand.chain.sent).hasSize(before);

        stand.chain.hasAnEarlierTransaction(false);
        turnsABlockLater();
        assertThat(stand.chain.sent).last().isInstanceOf(Step.Finish.class);
    }

    @Test
    void afterAKillAnAccountIsOpenAgainOnceNothingWaits() {
        isLocked(1);
        stand.run = stand.run(Stand.serves(1), 0);
        assertThat(isClosed(1)).isTrue();
        turnsABlockLater();
        assertThat(isClosed(1)).isFalse();
    }

    @Test
    void anOrderThatSomebodyElseSeemsToHaveIsHeldUntilThatIsFinal() {
        isLocked(1);
        stand.chain.has(1, is(OrderState.LOCKED, 1, Parties.OWNER));
        stand.clock.advance(Held.MAX_AGE);
        for (int block = 0; block < DEPTH; block++) {
            turnsABlockLater();
            assertThat(stand.state(1)).isEqualTo(State.LOCKED);
        }
        turnsABlockLater();
        assertThat(stand.state(1)).isEqualTo(State.LOST);
    }

    @Test
    void anOrderThatWasReorganisedAwayWithItsPostingIsGivenUpAfterAWhile() {
        isLocked(1);
        stand.chain.forgets(1);
        stand.clock.advance(Held.MAX_AGE);
        turnsABlockLater();
        assertThat(stand.state(1)).isEqualTo(State.SENT);

        stand.chain.lands(stand.step(1), Landing.End.DONE);
        stand.clock.advance(Network.LOCAL.receiptWait());
        turnsABlockLater();
        assertThat(stand.state(1)).isEqualTo(State.LOST);
    }

    @Test
    void aLockThatSeemsDisplacedAndHoldsIsKept() {
        stand.posts(1, Orders.STAKE);
        stand.run.turn();
        stand.chain.has(1, is(OrderState.LOCKED, 1, Parties.PROVIDER));
        stand.chain.lands(stand.step(1), Landing.End.DISPLACED);
        stand.run.turn();
        assertThat(stand.state(1)).isEqualTo(State.LOCKED);
        assertThat(stand.sent()).containsExactly(1L);
    }

    @Test
    void anOrderWhoseStakeLeftGivesItsPlaceBack() {
        isLocked(1);
        stand.accounts.update(holds(1, Orders.STAKE));
        stand.run.turn();
        assertThat(stand.chain.sent).hasSize(1);

        stand.accounts.update(holds(1, 0));
        stand.run.turn();
        assertThat(stand.chain.sent).last().isInstanceOf(Step.Finish.class);
    }

    @Test
    void anAccountThatWasNotSeenWithTheStakeYetIsNotTakenForEmpty() {
        isLocked(1);
        stand.accounts.update(holds(1, 0));
        stand.run.turn();
        assertThat(stand.chain.sent).hasSize(1);
    }

    @Test
    void ordersThatPayNothingAreBoundedHoweverManyMayBeLocked() {
        for (long id = 1; id <= 2L * Waste.ALLOWANCE; id++) {
            stand.posts(id, Orders.STAKE);
        }
        stand.run.turn();
        stand.run.turn();
        stand.run.turn();
        assertThat(stand.chain.sent).hasSize(Waste.ALLOWANCE);

        List<Step> locks = List.copyOf(stand.chain.sent);
        locks.forEach(lock -> stand.isLocked(lock.orderId()));
        stand.clock.advance(Waste.REFILL.minus(Duration.ofSeconds(1)));
        stand.run.turn();
        assertThat(stand.chain.sent).hasSize(Waste.ALLOWANCE);
    }
}
