package io.deopenchat.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.Criteria;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders before a real contract. Accounts 1 and 5 are providers, account 3 owns every client. */
@Timeout(120)
class MarketOnAnvilTest {
    private static final long STAKE = 10_000;

    /** As docs/decisions/0046 says. */
    private static final long MOST_GAS_OF_A_LOST_RACE = 40_000;

    private static final MarketConfig OFF = MarketConfig.OFF;

    private static ProviderOnChain chain;

    private final ClientKey client = new ClientKey("client of an order");
    private final HandClock clock = new HandClock();
    private final List<MarketDesk> desks = new ArrayList<>();
    private final Path directory;
    private String snapshot = "";

    MarketOnAnvilTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void deploy() {
        chain = new ProviderOnChain();
        chain.registers(5);
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @BeforeEach
    void remember() {
        snapshot = chain.anvil().snapshot();
        clock.advance(Duration.between(clock.instant(), chain.chain().client().headTime()));
    }

    @AfterEach
    void goBack() {
        desks.forEach(MarketDesk::close);
        chain.anvil().setAutomine(true);
        chain.anvil().revert(snapshot);
        chain.chain().forgetNonces();
    }

    private MarketDesk serves(int account) {
        return starts(account, MarketDesk.SERVES);
    }

    private MarketDesk starts(int account, MarketConfig config) {
        MarketDesk desk = new MarketDesk(chain, account, directory.resolve("of-" + account), clock, config);
        desks.add(desk);
        return desk;
    }

    private void isKilled(MarketDesk desk) {
        desks.remove(desk);
        desk.close();
    }

    private OrderState state(long order) {
        return chain.order(order).state();
    }

    private Wei credit() {
        return chain.contract().credits().credit(Anvil.address(3));
    }

    @Test
    void anOrderIsLockedServedAndFinishedAndItsRestReturnsInOneTransaction() {
        long order = chain.posts(client, chain.terms(STAKE));
        MarketDesk desk = serves(1).turns();
        assertThat(state(order)).isEqualTo(OrderState.LOCKED);
        assertThat(chain.order(order).lastProvider()).isEqualTo(ProviderOnChain.PROVIDER);
        desk.turns();
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.LOCKED);
        desk.follows(client);
        desk.turns();
        assertThat(state(order)).isEqualTo(OrderState.LOCKED);

        long before = desk.sent();
        desk.isPaid(client, 4_000);
        desk.turns();

        assertThat(desk.sent()).isEqualTo(before + 1);
        assertThat(state(order)).isEqualTo(OrderState.FINISHED);
        assertThat(chain.account(client).escrow()).isEqualTo(Wei.ZERO);
        assertThat(chain.account(client).claimed()).isEqualTo(Wei.of(4_000));
        assertThat(credit()).isEqualTo(Wei.of(STAKE - 4_000));
        desk.turns();
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.FINISHED);
        assertThat(desk.order(order).earned()).isEqualTo(Wei.of(4_000));
        assertThat(desk.open()).isEmpty();
    }

    @Test
    void anOrderlyEndFinishesWhatIsPaidAndLeavesTheRest() {
        ClientKey silent = new ClientKey("client that asks for nothing yet");
        long order = chain.posts(client, chain.terms(STAKE));
        long other = chain.posts(silent, chain.terms(STAKE));
        MarketDesk desk = serves(1).turns().turns();
        desk.follows(client);
        desk.isPaid(client, 100);

        desk.ends();

        assertThat(state(order)).isEqualTo(OrderState.FINISHED);
        assertThat(state(other)).isEqualTo(OrderState.LOCKED);
    }

    @Test
    void aLostRaceCostsOneTransactionAndTheLoserHoldsNothing() {
        MarketDesk first = serves(1).turns();
        MarketDesk second = serves(5).turns();
        long order = chain.posts(client, chain.terms(STAKE));
        long before = second.sent() + first.sent();
        chain.anvil().setAutomine(false);
        first.turns();
        // the second one must not see it wait, and the first one sends it again
        chain.anvil().rpc("anvil_removePoolTransactions", ProviderOnChain.PROVIDER.toString());
        second.turns();
        first.turns();
        assertThat(chain.anvil().pendingTransactions()).isEqualTo(2);
        chain.anvil().mine();
        assertThat(gasOfTheFailed()).isBetween(21_000L, MOST_GAS_OF_A_LOST_RACE);
        first.turns().turns();
        second.turns().turns();

        assertThat(first.sent() + second.sent()).isEqualTo(before + 2);
        assertThat(List.of(first.order(order).state(), second.order(order).state()))
                .containsExactlyInAnyOrder(OwnOrder.State.LOCKED, OwnOrder.State.LOST);
        assertThat(first.open().size() + second.open().size()).isEqualTo(1);
    }

    private static long gasOfTheFailed() {
        for (JsonNode receipt : chain.anvil().rpc("eth_getBlockReceipts", "latest")) {
            if (receipt.path("status").textValue().equals("0x0")) {
                return Long.decode(receipt.path("gasUsed").textValue());
            }
        }
        throw new AssertionError("nobody lost");
    }

    @Test
    void anOrderThatSomebodyHasIsNotRacedFor() {
        long order = chain.posts(client, chain.terms(STAKE));
        serves(1).turns();
        MarketDesk late = serves(5);
        long before = late.sent();

        late.turns().turns();

        assertThat(late.sent()).isEqualTo(before);
        assertThat(late.isKnown(order)).isFalse();
    }

    @Test
    void anOrderThatWantsAnotherRecordIsTriedAndNotPaidFor() {
        OrderTerms any = chain.terms(STAKE);
        OrderTerms veterans = new OrderTerms(
                any.model(),
                any.stake(),
                any.maxPrices(),
                any.lockUntil(),
                any.timeToServe(),
                any.maxSilence(),
                new Criteria(Wei.of(1), 0, 0, 0, 0, Criteria.WHOLE),
                List.of());
        long order = chain.posts(client, veterans);
        MarketDesk desk = serves(1);
        long before = desk.sent();

        desk.turns().turns();

        assertThat(desk.sent()).isEqualTo(before);
        assertThat(desk.isKnown(order)).isFalse();
    }

    @Test
    void theStakeOfASilentClientReturnsWholeAfterTheIdleTime() {
        long order = chain.posts(client, chain.terms(STAKE));
        MarketDesk desk = serves(1).turns().turns();
        clock.advance(MarketConfig.MAX_DEFAULT_IDLE.minusMinutes(1));
        desk.turns();
        assertThat(state(order)).isEqualTo(OrderState.LOCKED);

        clock.advance(Duration.ofMinutes(2));
        desk.turns();

        assertThat(state(order)).isEqualTo(OrderState.FINISHED);
        assertThat(credit()).isEqualTo(Wei.of(STAKE));
    }

    @Test
    void aRoundThatRunsIsWaitedFor() {
        long order = chain.posts(client, chain.terms(STAKE));
        MarketDesk desk = serves(1).turns().turns();
        desk.follows(client);
        desk.isAsked(client);
        clock.advance(ProviderOnChain.TIME_TO_SERVE.minusMinutes(1));
        desk.turns();
        assertThat(state(order)).isEqualTo(OrderState.LOCKED);
    }

    @Test
    void aChallengeIsAnsweredOnceWithWhatTheClientSigned() {
        OrderTerms terms = chain.terms(STAKE);
        long order = chain.posts(client, terms);
        MarketDesk desk = serves(1).turns().turns();
        desk.follows(client);
        desk.isAskedInVain(client);
        chain.asksWhetherItServes(order, terms);
        long before = desk.sent();

        desk.turns();
        desk.turns();
        desk.turns();

        assertThat(desk.sent()).isEqualTo(before + 1);
        assertThat(chain.order(order).answered()).isTrue();
        assertThat(state(order)).isEqualTo(OrderState.LOCKED);
    }

    @Test
    void aChallengeWithoutARequestEndsWithTheStakeGivenBackInTime() {
        OrderTerms terms = chain.terms(STAKE);
        long order = chain.posts(client, terms);
        MarketDesk desk = serves(1).turns().turns();
        chain.asksWhetherItServes(order, terms);
        long before = desk.sent();
        desk.turns();
        assertThat(desk.sent()).isEqualTo(before);

        clock.advance(ProviderOnChain.MAX_SILENCE.minusSeconds(1));
        desk.turns();

        assertThat(state(order)).isEqualTo(OrderState.FINISHED);
        assertThat(credit()).isEqualTo(Wei.of(STAKE));
        assertThat(record(1).ordersAbandoned()).isZero();
    }

    private ProviderRecord record(int account) {
        return chain.contract().reputation().providerRecord(Anvil.address(account));
    }

    @Test
    void aLockThatWasSentAndNotHeardOfIsFoundAfterAKill() {
        long order = chain.posts(client, chain.terms(STAKE));
        chain.anvil().setAutomine(false);
        MarketDesk killed = serves(1).turns();
        isKilled(killed);
        chain.anvil().setAutomine(true);
        chain.anvil().mine();
        assertThat(state(order)).isEqualTo(OrderState.LOCKED);

        // it serves no orders any more, and still finishes what it locked
        MarketDesk desk = starts(1, OFF).turns();
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.LOCKED);
        desk.follows(client);
        desk.isPaid(client, 100);
        desk.turns();

        assertThat(state(order)).isEqualTo(OrderState.FINISHED);
        assertThat(credit()).isEqualTo(Wei.of(STAKE - 100));
    }

    @Test
    void aLockThatIsStillOnItsWayAfterAKillIsNotSentAgain() {
        long order = chain.posts(client, chain.terms(STAKE));
        chain.anvil().setAutomine(false);
        MarketDesk killed = serves(1).turns();
        long before = killed.sent();
        isKilled(killed);

        MarketDesk desk = serves(1).turns().turns();
        assertThat(desk.sent()).isEqualTo(before);
        chain.anvil().mine();
        desk.turns();

        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.LOCKED);
    }

    @Test
    void aFinishThatWasSentAndNotHeardOfIsNotSentAgain() {
        long order = chain.posts(client, chain.terms(STAKE));
        MarketDesk killed = serves(1).turns().turns();
        killed.follows(client);
        killed.isPaid(client, 100);
        killed.turns();
        isKilled(killed);

        MarketDesk desk = serves(1);
        long before = desk.sent();
        desk.turns().turns();

        assertThat(desk.sent()).isEqualTo(before);
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.FINISHED);
        assertThat(desk.order(order).earned()).isEqualTo(Wei.of(100));
    }

    @Test
    void aLostLedgerLosesNoLock() {
        long order = chain.posts(client, chain.terms(STAKE));
        isKilled(serves(1).turns().turns());

        MarketDesk desk = new MarketDesk(chain, 1, directory.resolve("anew"), clock, MarketDesk.SERVES);
        desks.add(desk);
        desk.turns();
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.LOCKED);
        clock.advance(ProviderOnChain.TIME_TO_SERVE.dividedBy(2).plusMinutes(1));
        desk.turns();

        assertThat(state(order)).isEqualTo(OrderState.FINISHED);
    }

    @Test
    void aLockThatIsReorganisedAwayIsNoticedAndSentAnewAfterAWhile() {
        long order = chain.posts(client, chain.terms(STAKE));
        chain.anvil().mine(3);
        MarketDesk desk = new MarketDesk(chain, 1, directory.resolve("deep"), clock, MarketDesk.SERVES, 3);
        desks.add(desk);
        desk.turns().turns();
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.LOCKED);
        chain.anvil().reorg(1);
        chain.anvil().mine();
        assertThat(state(order)).isEqualTo(OrderState.OPEN);

        desk.turns();
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.SENT);
        clock.advance(Network.LOCAL.receiptWait());
        chain.anvil().mine();
        desk.turns();

        assertThat(state(order)).isEqualTo(OrderState.LOCKED);
        desk.turns();
        assertThat(desk.order(order).state()).isEqualTo(OwnOrder.State.LOCKED);
    }

    @Test
    void anOrderThatAnotherProviderLostIsTakenOver() {
        OrderTerms terms = chain.terms(STAKE);
        long order = chain.posts(client, terms);
        serves(5).turns();
        MarketDesk second = serves(1).turns();
        chain.asksWhetherItServes(order, terms);
        chain.losesOrder(order);

        second.turns();

        assertThat(state(order)).isEqualTo(OrderState.LOCKED);
        assertThat(chain.order(order).lastProvider()).isEqualTo(ProviderOnChain.PROVIDER);
        assertThat(chain.contract()
                        .orderEvents(
                                ProviderOnChain.PROVIDER,
                                0,
                                chain.chain().client().headBlock()))
                .hasAtLeastOneElementOfType(OrderEvent.OrderLocked.class);
    }
}
