package io.deopenchat.chain;

import static io.deopenchat.chain.Market.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountEvent.Released;
import io.deopenchat.chain.AccountEvent.WithdrawalCancelled;
import io.deopenchat.chain.AccountEvent.WithdrawalRequested;
import io.deopenchat.chain.CreditEvent.CreditCollected;
import io.deopenchat.money.Wei;
import org.junit.jupiter.api.Test;

/** Owners get their money back. */
abstract class WithdrawalsSuite extends ClaimsSuite {
    WithdrawalsSuite(Market market) {
        super(market);
    }

    @Test
    void anOwnerWaitsForItsMoneyAndTheDeclaredTotalGoesToTheProviderFirst() {
        owner.fetchesTokens(provider, client, 10);
        assertThat(owner.asksForItBack(provider, client, Wei.of(1), 0))
                .singleElement()
                .isInstanceOf(WithdrawalRequested.class);
        assertThat(owner.wallet().sends(contract.withdrawals().cancelWithdrawal(provider.address(), client.address())))
                .singleElement()
                .isInstanceOf(WithdrawalCancelled.class);
        owner.asksForItBack(provider, client, Wei.MAX, 3_000);

        market.passes(DELAY);
        stranger.sends(contract.withdrawals().finishWithdrawal(provider.address(), client.address()));

        assertThat(provider.wallet().credit()).isEqualTo(Wei.of(3_000));
        assertThat(owner.wallet().gains(contract.credits().collectCredit())).isEqualTo(Wei.of(7_000));
    }

    @Test
    void anOwnerLeavesAtOnceWithTheOperatorsAgreement() {
        owner.fetchesTokens(provider, client, 10);

        assertThat(owner.wallet().gains(owner.release(provider, client, 4_000))).isEqualTo(Wei.of(6_000));

        assertThat(provider.wallet().credit()).isEqualTo(Wei.of(4_000));
        assertThat(contract.events(Released.class, 0, market.node().headBlock()))
                .singleElement()
                .satisfies(released -> assertThat(released.claimed()).isEqualTo(Wei.of(4_000)));
        assertThat(provider.wallet().sends(contract.credits().collectCredit()))
                .singleElement()
                .isInstanceOf(CreditCollected.class);
    }
}
