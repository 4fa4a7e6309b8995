package io.deopenchat.chain;

import static io.deopenchat.chain.Market.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.RegistryEvent.Heartbeat;
import io.deopenchat.chain.RegistryEvent.ModelUnlisted;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Providers and what they list. */
abstract class RegistrySuite extends MarketStage {
    RegistrySuite(Market market) {
        super(market);
    }

    @Test
    void aRaisedPriceHoldsOneDelayLater() {
        provider.lists(2 * PRICE);
        Listing announced = provider.listing();
        assertThat(announced.prices().input()).isEqualTo(TokenPrice.perThousand(Wei.of(PRICE)));
        owner.fetchesTokens(provider, client, 10);
        assertThat(account().escrow()).isEqualTo(Wei.of(10_000));
        assertThat(contract.escrow().tokensLeft(provider.address(), client.address(), MarketProvider.MODEL_ID))
                .isEqualTo(10_000);

        market.passesUntil(announced.announced().orElseThrow().from());

        assertThat(provider.listing()).isEqualTo(announced.at(market.now()));
        owner.fetchesTokens(provider, client, 10);
        assertThat(account().escrow()).isEqualTo(Wei.of(30_000));
        assertThat(contract.escrow().tokensLeft(provider.address(), client.address(), MarketProvider.MODEL_ID))
                .isEqualTo(15_000);
    }

    @Test
    void aLoweredPriceHoldsAtOnce() {
        provider.lists(PRICE / 2);

        assertThat(provider.listing().announced()).isEmpty();
        owner.fetchesTokens(provider, client, 10);
        assertThat(account().escrow()).isEqualTo(Wei.of(5_000));
    }

    @Test
    void aModelThatReturnsToTheMarketWaitsOneDelay() {
        provider.unlists();
        assertThat(provider.listing().listed()).isFalse();
        provider.lists(PRICE);
        Listing announced = provider.listing();
        assertThat(announced.listed()).isFalse();

        market.passes(DELAY);

        assertThat(provider.listing()).isEqualTo(announced.at(market.now()));
        assertThat(provider.listing().listed()).isTrue();
        assertThat(contract.events(ModelUnlisted.class, 0, market.node().headBlock()))
                .extracting(ModelUnlisted::model)
                .containsExactly(MarketProvider.MODEL_ID);
    }

    @Test
    void aNewOperatorSignsReleasesAtOnceAndReceiptsOneDelayLater() {
        MarketProvider renewed = provider.withOperator(Anvil.key(2));
        renewed.namesItsOperator();
        Operators named = provider.entry().operators();
        assertThat(named.present()).isEqualTo(provider.operator());
        assertThat(named.releases()).isEqualTo(renewed.operator());
        assertThat(named.announced().orElseThrow().key()).isEqualTo(renewed.operator());

        market.passesUntil(named.announced().orElseThrow().time());

        Operators present = provider.entry().operators();
        assertThat(present.present()).isEqualTo(named.forReceipts(market.now())).isEqualTo(renewed.operator());
        assertThat(present.validForReceipts(market.now()))
                .isEqualTo(named.validForReceipts(market.now()))
                .containsExactly(renewed.operator(), provider.operator());
        market.passes(DELAY);
        assertThat(provider.entry().operators()).isEqualTo(Operators.only(renewed.operator()));
    }

    @Test
    void aProviderIsAlive() {
        assertThat(contract.registry().providerCount()).isEqualTo(2);
        assertThat(contract.registry().providers())
                .extracting(RegisteredProvider::provider)
                .containsExactly(provider.address(), rival.address());
        assertThat(contract.registry().listingCount(provider.address())).isEqualTo(1);
        market.passes(HOUR);

        List<ContractEvent> events = provider.wallet().sends(contract.registry().heartbeat());

        assertThat(events).singleElement().isInstanceOf(Heartbeat.class);
        assertThat(provider.entry().heartbeatAt()).isEqualTo(market.now());
    }
}
