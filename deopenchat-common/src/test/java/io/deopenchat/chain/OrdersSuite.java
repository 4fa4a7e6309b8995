package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.AccountEvent.AccountOpened;
import io.deopenchat.chain.AccountEvent.Deposited;
import io.deopenchat.chain.AccountEvent.OwnerBound;
import io.deopenchat.chain.AccountEvent.WithdrawalRequested;
import io.deopenchat.chain.OrderEvent.OrderAnswered;
import io.deopenchat.chain.OrderEvent.OrderChallenged;
import io.deopenchat.chain.OrderEvent.OrderData;
import io.deopenchat.chain.OrderEvent.OrderFinished;
import io.deopenchat.chain.OrderEvent.OrderLocked;
import io.deopenchat.chain.OrderEvent.OrderPosted;
import io.deopenchat.chain.OrderEvent.OrderReopened;
import io.deopenchat.chain.OrderEvent.OrderReturned;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The open market. */
abstract class OrdersSuite extends ProvisionalClaimsSuite {
    OrdersSuite(Market market) {
        super(market);
    }

    @Test
    void anOrderIsLockedServedAndFinishedInTime() {
        MarketOrder order = owner.posts(client, terms(10_000));
        assertThat(order.state()).isEqualTo(OrderState.OPEN);
        assertThat(provider.locks(order))
                .hasExactlyElementsOfTypes(
                        AccountOpened.class,
                        OwnerBound.class,
                        Deposited.class,
                        WithdrawalRequested.class,
                        OrderLocked.class);
        assertThat(order.state()).isEqualTo(OrderState.LOCKED);
        assertThat(order.asItStands().lastProvider()).isEqualTo(provider.address());
        assertThat(account().escrow()).isEqualTo(Wei.of(10_000));
        assertThat(account().bound()).isTrue();

        assertThat(provider.wallet().gains(contract.orders().finishOrder(order.id(), client.confirms(provider, 4_000))))
                .isEqualTo(Wei.of(4_000));

        assertThat(order.state()).isEqualTo(OrderState.FINISHED);
        assertThat(owner.wallet().credit()).isEqualTo(Wei.of(6_000));
        assertThat(account().escrow()).isEqualTo(Wei.ZERO);
        assertThat(account().rounds()).isEqualTo(4);
        assertThat(provider.record().ordersLocked()).isEqualTo(1);
        assertThat(provider.record().ordersFinished()).isEqualTo(1);
        assertThat(contract.orderEvents(provider.address(), 0, market.node().headBlock()))
                .hasExactlyElementsOfTypes(OrderLocked.class, OrderFinished.class);
        assertThat(contract.orderEvents(owner.address(), 0, market.node().headBlock()))
                .hasExactlyElementsOfTypes(OrderPosted.class);
    }

    @Test
    void anOrderMayBeFinishedWithoutAnyRound() {
        MarketOrder order = owner.posts(client, terms(10_000));
        provider.locks(order);

        provider.wallet().sends(contract.orders().finishOrder(order.id()));

        assertThat(owner.wallet().credit()).isEqualTo(Wei.of(10_000));
    }

    @Test
    void aProviderThatAnswersKeepsItsOrder() {
        MarketOrder order = owner.posts(client, terms(10_000));
        provider.locks(order);
        assertThat(owner.wallet().sends(contract.orders().challengeOrder(order.id(), order.terms())))
                .singleElement()
                .isInstanceOf(OrderChallenged.class);
        Instant silentFrom = order.asItStands().silentFrom().orElseThrow();
        assertThat(owner.wallet().refusalOf(contract.orders().challengeOrder(order.id(), order.terms())))
                .hasMessageContaining("may stay silent until " + silentFrom);

        SignedRequest request = client.asks(provider, 1_000, 1_000, in(HOUR));
        assertThat(stranger.sends(contract.orders().answerChallenge(order.id(), request)))
                .singleElement()
                .isInstanceOf(OrderAnswered.class);

        market.passesUntil(silentFrom);
        assertThat(order.asItStands().answered()).isTrue();
        assertThat(owner.wallet().refusalOf(contract.orders().reopenOrder(order.id())))
                .hasMessageContaining("the provider has answered");
    }

    @Test
    void anOwnerAsksWhileTheProviderHasTimeToAnswer() {
        MarketOrder order = owner.posts(client, terms(10_000));
        provider.locks(order);
        Instant serveUntil = order.asItStands().serveUntil().orElseThrow();
        market.passesUntil(serveUntil.minus(order.terms().maxSilence()));

        assertThat(owner.wallet().refusalOf(contract.orders().challengeOrder(order.id(), order.terms())))
                .hasMessageStartingWith("the provider could be asked until "
                        + serveUntil.minus(order.terms().maxSilence()).minusSeconds(1) + ", it is ");
    }

    @Test
    void termsThatNobodyCanWantAreRefusedBeforeMoneyIsSent() {
        OrderTerms worthless = terms(0);

        assertThatThrownBy(() -> owner.posts(client, worthless))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero base units");
    }

    @Test
    void aProviderThatStaysSilentLosesItsOrderToAnother() {
        MarketOrder order = owner.posts(client, terms(10_000));
        provider.locks(order);
        owner.wallet().sends(contract.orders().challengeOrder(order.id(), order.terms()));
        market.passesUntil(order.asItStands().silentFrom().orElseThrow());

        assertThat(stranger.refusalOf(contract.orders().reopenOrder(order.id())))
                .hasMessageContaining(owner.address().toString());
        assertThat(owner.wallet().sends(contract.orders().reopenOrder(order.id())))
                .singleElement()
                .isInstanceOf(OrderReopened.class);

        assertThat(order.state()).isEqualTo(OrderState.OPEN);
        assertThat(account().escrow()).isEqualTo(Wei.ZERO);
        assertThat(provider.record().ordersAbandoned()).isEqualTo(1);
        assertThat(provider.wallet().refusalOf(contract.orders().lockOrder(order.id(), order.terms())))
                .hasMessageContaining("order " + order.id() + " is not for provider " + provider.address());
        rival.locks(order);
        rival.claims(client.confirms(rival, 2_000));
        assertThat(owner.account(rival, client).escrow()).isEqualTo(Wei.of(8_000));
    }

    @Test
    void anOrderThatNobodyFinishesEndsAsAnOrdinaryWithdrawal() {
        MarketOrder order = owner.posts(client, terms(10_000));
        provider.locks(order);
        market.passesUntil(order.asItStands().serveUntil().orElseThrow());
        assertThat(order.state()).isEqualTo(OrderState.EXPIRED);
        assertThat(provider.wallet().refusalOf(contract.orders().finishOrder(order.id())))
                .hasMessage("order " + order.id() + " must be locked for this, it is expired");

        provider.claims(client.confirms(provider, 4_000));
        market.passesUntil(account().maturesAt().orElseThrow());
        stranger.sends(contract.withdrawals().finishWithdrawal(provider.address(), client.address()));

        assertThat(owner.wallet().credit()).isEqualTo(Wei.of(6_000));
    }

    @Test
    void anOrderThatNobodyLocksReturns() {
        MarketOrder first = owner.posts(client, terms(10_000));
        MarketOrder second = owner.posts(market.client("another"), terms(5_000));
        assertThat(contract.orders().orderCount()).isEqualTo(2);
        assertThat(stranger.refusalOf(contract.orders().returnOrder(second.id())))
                .hasMessageContaining("only the order's owner may take it back");

        assertThat(owner.wallet().gains(contract.orders().returnOrder(first.id())))
                .isEqualTo(Wei.of(10_000));
        market.passesUntil(second.terms().lockUntil());
        assertThat(stranger.sends(contract.orders().returnOrder(second.id())).getFirst())
                .isInstanceOf(OrderReturned.class);

        assertThat(first.state()).isEqualTo(OrderState.RETURNED);
        assertThat(owner.wallet().credit()).isEqualTo(Wei.of(5_000));
        assertThat(contract.orders().order(3)).isEmpty();
    }

    @Test
    void onlyAProviderThatFitsLocksAnOrder() {
        Prices cheap = new Prices(Wei.ZERO, TokenPrice.perThousand(Wei.of(500)), TokenPrice.perThousand(Wei.of(500)));
        MarketOrder cheapOne = owner.posts(client, terms(10_000, cheap, Criteria.NONE, List.of()));
        MarketOrder demanding = owner.posts(
                market.client("another"),
                terms(10_000, prices(), new Criteria(Wei.of(1), 0, 0, 0, 0, Criteria.WHOLE), List.of()));
        MarketOrder exclusive =
                owner.posts(market.client("third"), terms(10_000, prices(), Criteria.NONE, List.of(rival.address())));

        assertThat(provider.wallet().refusalOf(contract.orders().lockOrder(cheapOne.id(), cheapOne.terms())))
                .hasMessageContaining("500000 per 1,000,000 prompt")
                .hasMessageContaining("the provider asks 0, 1000000 and 1000000");
        assertThat(provider.wallet().refusalOf(contract.orders().lockOrder(demanding.id(), demanding.terms())))
                .hasMessageContaining("does not meet the criteria of order " + demanding.id());
        assertThat(provider.wallet().refusalOf(contract.orders().lockOrder(exclusive.id(), exclusive.terms())))
                .hasMessageContaining("its terms name others");
        assertThat(rival.wallet().refusalOf(contract.orders().lockOrder(exclusive.id(), demanding.terms())))
                .hasMessageContaining("hand in the terms of its OrderPosted event");
        rival.locks(exclusive);
    }

    @Test
    void thePartiesOfAnOrderPublishData() {
        MarketOrder order = owner.posts(client, terms(10_000));
        provider.locks(order);
        Bytes sealed = Bytes.of(new byte[] {1, 2, 3});

        assertThat(provider.wallet().sends(contract.orders().publish(order.id(), 7, sealed)))
                .singleElement()
                .isInstanceOfSatisfying(OrderData.class, data -> {
                    assertThat(data.sender()).isEqualTo(provider.address());
                    assertThat(data.index()).isEqualTo(7);
                    assertThat(data.data()).isEqualTo(sealed);
                });
        assertThat(stranger.refusalOf(contract.orders().publish(order.id(), 0, sealed)))
                .hasMessageContaining("is neither the owner of order");
    }

    private static Prices prices() {
        TokenPrice price = TokenPrice.perThousand(Wei.of(PRICE));
        return new Prices(Wei.ZERO, price, price);
    }

    private OrderTerms terms(long stake) {
        return terms(stake, prices(), Criteria.NONE, List.of());
    }

    private OrderTerms terms(long stake, Prices most, Criteria criteria, List<Address> providers) {
        return new OrderTerms(
                MarketProvider.MODEL_ID,
                Wei.of(stake),
                most,
                in(HOUR),
                Duration.ofHours(2),
                Duration.ofMinutes(30),
                criteria,
                providers);
    }
}
