package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.PrefundEvent.ClientAllowed;
import io.deopenchat.chain.PrefundEvent.PrefundWithdrawn;
import io.deopenchat.chain.PrefundEvent.Prefunded;
import io.deopenchat.chain.PrefundEvent.ProviderAllowed;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.SignedTopUp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Client keys move their owner's money. */
abstract class PrefundsSuite extends WithdrawalsSuite {
    PrefundsSuite(Market market) {
        super(market);
    }

    @Test
    void aClientKeyMovesPrefundedMoneyWithinItsLimits() {
        market.passesUntil(market.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36)));
        owner.prefunds(20_000);
        owner.allows(client, 6_000, in(Duration.ofDays(30)));
        limits(client, 10_000);
        Instant soon = in(HOUR);
        List<SignedTopUp> rows = List.of(
                client.topsUp(provider, owner, 5_000, soon),
                client.topsUp(provider, owner, 8_000, soon),
                client.topsUp(provider, owner, 4_000, soon),
                client.topsUp(provider, owner, 9_000, market.now().minusSeconds(1)),
                market.client("somebody").topsUp(provider, owner, 5_000, soon));

        assertThat(contract.prefunds().preflightTopUp(stranger.address(), rows))
                .containsExactly(
                        TopUpStatus.MOVED,
                        TopUpStatus.CAPPED,
                        TopUpStatus.STALE,
                        TopUpStatus.EXPIRED,
                        TopUpStatus.NOT_ALLOWED);
        stranger.sends(contract.prefunds().topUp(rows));

        assertThat(account().escrow()).isEqualTo(Wei.of(6_000));
        assertThat(account().owner()).isEqualTo(owner.address());
        assertThat(contract.prefunds().prefundOf(owner.address())).isEqualTo(Wei.of(14_000));
        Allowance spent = contract.prefunds().allowance(owner.address(), client.address());
        assertThat(spent.perDay()).isEqualTo(Wei.of(6_000));
        assertThat(spent.spentToday()).isEqualTo(Wei.of(6_000));
        assertThat(contract.prefunds().providerAllowance(owner.address(), client.address(), provider.address()))
                .isEqualTo(new ProviderAllowance(Wei.of(10_000), Wei.of(6_000)));
        market.passes(Duration.ofDays(1));
        assertThat(contract.prefunds()
                        .preflightTopUp(stranger.address(), List.of(client.topsUp(provider, owner, 8_000, in(HOUR)))))
                .containsExactly(TopUpStatus.MOVED);
    }

    @Test
    void aPrefundBelongsToItsOwnerUntilItIsMoved() {
        owner.prefunds(20_000);
        owner.allows(client, 6_000, in(HOUR));
        limits(client, 10_000);

        assertThat(owner.wallet().gains(contract.prefunds().withdrawPrefund(Wei.of(5_000))))
                .isEqualTo(Wei.of(5_000));

        assertThat(owner.wallet().refusalOf(contract.prefunds().withdrawPrefund(Wei.of(15_001))))
                .hasMessage("the prefunded balance is 15000 base units, 15001 were to be taken from it; ask for less");
        assertThat(contract.events(PrefundEvent.class, 0, market.node().headBlock()))
                .hasExactlyElementsOfTypes(
                        Prefunded.class, ClientAllowed.class, ProviderAllowed.class, PrefundWithdrawn.class);
    }
}
