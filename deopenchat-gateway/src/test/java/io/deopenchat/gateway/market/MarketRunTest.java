package io.deopenchat.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.EventOrigin;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderState;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Limits;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a look does, by what the chain says. */
class MarketRunTest {
    private static final int MAX_ORDERS = 2;

    private final HandClock clock = new HandClock();
    private final FakeMarket chain = new FakeMarket();
    private final Ledger ledger;
    private final AccountBook accounts;
    private Optional<Listing> listing = Optional.of(Offer.listing(Orders.PRICES, 8));
    private MarketRun run;

    MarketRunTest(@TempDir Path directory) {
        ledger = Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
        accounts = new AccountBook(
                ledger, Parties.DOMAIN, Parties.PROVIDER, new Credit(Wei.of(1_000_000)), Limits.SEQUENCE_WINDOW, clock);
        run = run(0);
    }

    private MarketRun run(int gasSharePercent) {
        return Market.run(
                MarketConfig.of(MAX_ORDERS),
                gasSharePercent,
                Network.LOCAL,
                0,
                chain,
                Duration.ofDays(1),
                ledger,
                accounts,
                model -> listing.filter(offer -> offer.model().equals(model)),
                state -> {},
                clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static ClientKey client(long id) {
        return new ClientKey("client " + id);
    }

    private OrderTerms terms(long stake) {
        return Orders.terms(stake, Orders.PRICES, clock.instant().plusSeconds(600), List.of());
    }

    private void posts(long id, long stake) {
        chain.mines(1);
        chain.posts(Orders.posted(id, client(id), terms(stake), chain.head()));
    }

    private List<Long> sent() {
        return chain.sent.stream().map(Step::orderId).toList();
    }

    /** Mined, told and read. */
    private void isLocked(long id) {
        Step lock = chain.sent.stream()
                .filter(step -> step.orderId() == id)
                .findFirst()
                .orElseThrow();
        Instant end = clock.instant().plus(Orders.TIME_TO_SERVE);
        chain.has(id, Orders.locked(client(id), terms(Orders.STAKE), end, null));
        chain.lands(lock, Landing.End.DONE);
        run.turn();
    }

    @Test
    void locksTheLargestStakesFirstAndNoMoreThanItMay() {
        posts(1, 100);
        posts(2, 300);
        posts(3, 200);

        run.turn();
        run.turn();

        assertThat(sent()).containsExactly(2L, 3L);
        assertThat(ledger.orders().open())
                .extracting(OwnOrder::state)
                .containsExactly(OwnOrder.State.SENT, OwnOrder.State.SENT);
    }

    @Test
    void aLockIsOnDiskBeforeItIsSentAndGoneIfItIsNot() {
        posts(1, 100);
        chain.beforeSending(() -> assertThat(ledger.orders().open()).hasSize(1));
        chain.answers(new Sending.Later("the wallet is empty"));
        run.turn();
        assertThat(sent()).containsExactly(1L);
        assertThat(ledger.orders().open()).isEmpty();
        assertThat(accounts.totals().accounts()).isZero();
    }

    @Test
    void whatTheContractWouldRefuseLeavesNoTrace() {
        posts(1, 100);
        chain.answers(new Sending.Refused("somebody has it"));
        run.turn();
        assertThat(sent()).containsExactly(1L);
        assertThat(ledger.orders().find(1)).isEmpty();
        assertThat(accounts.totals().accounts()).isZero();
    }

    @Test
    void whatWasRefusedIsNotTriedAgainUntilItIsOpenedAgain() {
        posts(1, 100);
        chain.answers(new Sending.Refused("somebody has it"));
        run.turn();
        chain.mines(1);
        run.turn();
        assertThat(sent()).hasSize(1);

        chain.mines(1);
        chain.posts(new OrderEvent.OrderReopened(
                new EventOrigin(chain.head(), 0, Hash.keccak256("reopened")), 1, Parties.OWNER, Wei.of(100)));
        run.turn();
        assertThat(sent()).hasSize(2);
    }

    @Test
    void whatAReorganisationOpensAgainIsFoundWithoutAnEvent() {
        posts(1, 100);
        chain.has(
                1, Orders.locked(client(1), terms(Orders.STAKE), clock.instant().plus(Orders.TIME_TO_SERVE), null));
        chain.answers(new Sending.Refused("somebody has it"));
        run.turn();
        chain.answers(new Sending.Sent());
        chain.has(1, open(1));
        run.turn();
        assertThat(sent()).hasSize(1);

        chain.mines(1);
        run.turn();
        assertThat(sent()).hasSize(2);
    }

    private Order open(long id) {
        return new Order(
                OrderState.OPEN,
                Parties.OWNER,
                client(id).address(),
                Hash.keccak256("terms"),
                Wei.of(100),
                clock.instant().plusSeconds(600),
                Address.ZERO,
                null,
                null,
                false);
    }

    @Test
    void aWalletThatCannotSendIsLeftAloneForAWhile() {
        posts(1, 100);
        chain.answers(new Sending.Later("the wallet is empty"));
        run.turn();
        run.turn();
        assertThat(sent()).hasSize(1);

        clock.advance(MarketRun.PAUSE);
        run.turn();
        assertThat(sent()).hasSize(2);
    }

    @Test
    void aFloodOfOrdersThatNobodyCanWantAsksNothingOfTheChain() {
        run = run(5);
        for (long id = 1; id <= 5_000; id++) {
            posts(id, id);
        }
        listing = Optional.empty();
        for (int turn = 0; turn < 10; turn++) {
            run.turn();
        }
        assertThat(chain.asked()).isZero();
        assertThat(chain.sent).isEmpty();
    }

    @Test
    void aFloodOfOrdersThatAreNotWorthTheirGasAsksOnceForItsPrice() {
        run = run(5);
        for (long id = 1; id <= 500; id++) {
            posts(id, id);
        }
        for (int turn = 0; turn < 10; turn++) {
            run.turn();
        }
        assertThat(chain.asked()).isEqualTo(1);
        assertThat(chain.sent).isEmpty();
    }

    @Test
    void aListingThatChangesMakesAnOrderFitLater() {
        posts(1, 100);
        Optional<Listing> offered = listing;
        listing = Optional.empty();
        run.turn();
        assertThat(chain.sent).isEmpty();

        listing = offered;
        run.turn();
        assertThat(sent()).containsExactly(1L);
    }

    @Test
    void noMoreIsPromisedThanTheListingHasPlaces() {
        listing = Optional.of(Offer.listing(Orders.PRICES, 1));
        posts(1, 200);
        posts(2, 100);
        run.turn();
        assertThat(sent()).containsExactly(1L);
    }

    @Test
    void aLostRaceFreesThePlaceAndIsNotRunAgain() {
        posts(1, 100);
        run.turn();
        chain.lands(chain.sent.getFirst(), Landing.End.REVERTED);
        run.turn();

        assertThat(ledger.orders().find(1)).get().extracting(OwnOrder::state).isEqualTo(OwnOrder.State.LOST);
        chain.mines(1);
        run.turn();
        assertThat(sent()).containsExactly(1L);
        assertThat(accounts.totals().accounts()).isZero();
    }

    @Test
    void aLockThatWasDisplacedIsSentAgain() {
        posts(1, 100);
        run.turn();
        chain.lands(chain.sent.getFirst(), Landing.End.DISPLACED);
        run.turn();

        assertThat(sent()).containsExactly(1L, 1L);
    }

    @Test
    void aLockThatNobodyHeardOfIsSentAgainAfterAWhile() {
        posts(1, 100);
        run.turn();
        chain.lands(chain.sent.getFirst(), Landing.End.DONE);
        chain.has(1, open(1));
        run.turn();
        assertThat(sent()).containsExactly(1L);

        clock.advance(Network.LOCAL.receiptWait());
        chain.mines(1);
        run.turn();
        assertThat(sent()).containsExactly(1L, 1L);
    }

    @Test
    void aFinishThatFailedOpensTheAccountAndIsTriedAgain() {
        posts(1, 100);
        run.turn();
        isLocked(1);
        clock.advance(Orders.TIME_TO_SERVE.dividedBy(2));
        run.turn();
        Step finish = chain.sent.getLast();
        assertThat(finish).isEqualTo(new Step.Finish(1, Optional.empty()));

        chain.lands(finish, Landing.End.DISPLACED);
        run.turn();
        assertThat(chain.sent).hasSize(2);
        clock.advance(MarketRun.PAUSE);
        run.turn();
        assertThat(chain.sent).hasSize(3).last().isEqualTo(finish);
    }

    @Test
    void nothingMoreIsLockedWhenTooMuchWasWasted() {
        for (long id = 1; id <= Waste.ALLOWANCE; id++) {
            posts(id, 100);
            run.turn();
            clock.advance(Duration.ofMillis(1));
            while (!sent().contains(id)) {
                chain.mines(1);
                run.turn();
            }
            chain.lands(chain.sent.getLast(), Landing.End.REVERTED);
            run.turn();
        }
        posts(1_000, 100);
        chain.mines(10);
        run.turn();
        assertThat(sent()).doesNotContain(1_000L);

        clock.advance(Waste.REFILL);
        run.turn();
        assertThat(sent()).contains(1_000L);
    }
}
