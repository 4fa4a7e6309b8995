package io.deopenchat.chain;

import static io.deopenchat.chain.Market.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountEvent.AccountOpened;
import io.deopenchat.chain.AccountEvent.Deposited;
import io.deopenchat.chain.AccountEvent.OwnerBound;
import io.deopenchat.chain.AccountEvent.OwnerDisplaced;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accounts, and who owns them. */
abstract class EscrowSuite extends RegistrySuite {
    EscrowSuite(Market market) {
        super(market);
    }

    @Test
    void anybodyAddsToAnAccountWhoseOwnerItKnows() {
        owner.fetchesTokens(provider, client, 10);

        List<ContractEvent> events = heir.deposits(provider, client, owner, 500);

        assertThat(events).singleElement().isInstanceOf(Deposited.class);
        assertThat(account().escrow()).isEqualTo(Wei.of(10_500));
        assertThat(contract.escrow().accountCount(provider.address())).isEqualTo(1);
        assertThat(heir.wallet()
                        .refusalOfPaying(
                                Wei.of(500),
                                contract.escrow()
                                        .depositFor(provider.address(), client.address(), heir.address(), Wei.of(500))))
                .hasMessageContaining(owner.address().toString());
    }

    @Test
    void aClientNamesItsOwnerForGoodAndTheSquatterGetsItsMoneyBack() {
        owner.fetchesTokens(provider, client, 10);
        Bind bind = client.bindTo(heir);

        List<ContractEvent> events = stranger.sends(
                contract.escrow().bindOwner(provider.address(), client.address(), bind, client.signs(bind)));

        assertThat(events).hasExactlyElementsOfTypes(OwnerDisplaced.class, OwnerBound.class);
        assertThat(account().owner()).isEqualTo(heir.address());
        assertThat(account().bound()).isTrue();
        assertThat(account().freeEscrow()).isEqualTo(Wei.ZERO);
        Bind back = client.bindTo(owner);
        assertThat(stranger.refusalOf(
                        contract.escrow().bindOwner(provider.address(), client.address(), back, client.signs(back))))
                .hasMessageContaining(heir.address() + " owns the account for good");
        market.passes(DELAY);
        assertThat(owner.wallet().gains(contract.withdrawals().finishWithdrawal(provider.address(), client.address())))
                .isEqualTo(Wei.of(10_000));
    }

    @Test
    void aPurchaseWithTheClientsConsentIsFinalAtOnce() {
        List<ContractEvent> events = owner.fetchesTokensBound(provider, client, 10);

        assertThat(events).hasExactlyElementsOfTypes(AccountOpened.class, OwnerBound.class, Deposited.class);
        assertThat(account().bound()).isTrue();
    }
}
