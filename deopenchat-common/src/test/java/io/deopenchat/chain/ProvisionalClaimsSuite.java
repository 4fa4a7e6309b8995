package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountEvent.ProvisionalClaimContested;
import io.deopenchat.chain.AccountEvent.ProvisionalClaimDropped;
import io.deopenchat.chain.AccountEvent.ProvisionalClaimOpened;
import io.deopenchat.chain.AccountEvent.ProvisionalClaimPaid;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Contest;
import io.deopenchat.protocol.SignedRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds that a client never confirmed. */
abstract class ProvisionalClaimsSuite extends PrefundsSuite {
    ProvisionalClaimsSuite(Market market) {
        super(market);
    }

    @Test
    void aRoundThatNobodyConfirmedIsPaidWhenNobodyContests() {
        owner.fetchesTokens(provider, client, 10);
        SignedRequest request = client.asks(provider, 3_000, 3_000, in(HOUR));
        List<ContractEvent> opened = provider.asserts(request, 3_000, 3_000, 3_000);
        assertThat(opened).singleElement().isInstanceOf(ProvisionalClaimOpened.class);
        ProvisionalClaim open = provisionalClaim();
        assertThat(open.assertedTotal()).isEqualTo(Wei.of(3_000));
        assertThat(open.bond()).isEqualTo(Wei.of(3_000));
        assertThat(account().locked()).isEqualTo(Wei.of(3_000));
        assertThat(account().freeEscrow()).isEqualTo(Wei.of(7_000));
        ContractCall finish = contract.provisionalClaims().finishProvisionalClaim(provider.address(), client.address());
        assertThat(stranger.refusalOf(finish)).hasMessageContaining("wait, or contest it");

        market.passesUntil(open.closesAt());
        List<ContractEvent> events = stranger.sends(finish);

        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        ProvisionalClaimPaid.class,
                        paid -> assertThat(paid.providerPaid()).isEqualTo(Wei.of(3_000)));
        assertThat(provider.wallet().credit()).isEqualTo(Wei.of(6_000));
        assertThat(account().escrow()).isEqualTo(Wei.of(7_000));
        ContractCall again = contract.provisionalClaims()
                .openProvisionalClaim(request, provider.bills(request, 3_000), Wei.of(4_000), Wei.of(1_000));
        assertThat(provider.wallet().refusalOfPaying(Wei.of(1_000), again))
                .hasMessageContaining("each request does so once");
    }

    @Test
    void whatIsContestedIsLostToBoth() {
        owner.fetchesTokens(provider, client, 10);
        SignedRequest request = client.asks(provider, 3_000, 3_000, in(HOUR));
        provider.asserts(request, 3_000, 3_000, 3_000);
        Contest contest = client.admits(provider, request, 1_000);

        List<ContractEvent> events =
                stranger.sends(contract.provisionalClaims().contest(client.address(), contest, client.signs(contest)));

        assertThat(events.getFirst()).isInstanceOfSatisfying(ProvisionalClaimContested.class, contested -> {
            assertThat(contested.providerPaid()).isEqualTo(Wei.of(1_000));
            assertThat(contested.burned()).isEqualTo(Wei.of(2_000));
        });
        assertThat(contract.provisionalClaims().burned()).isEqualTo(Wei.of(4_000));
        assertThat(provider.wallet().credit()).isEqualTo(Wei.of(2_000));
        assertThat(provider.record().contested()).isEqualTo(Wei.of(2_000));
        assertThat(account().contested()).isEqualTo(Wei.of(2_000));
        assertThat(account().escrow()).isEqualTo(Wei.of(7_000));
        assertThat(contract.provisionalClaims().provisionalClaim(provider.address(), client.address()))
                .isEmpty();
    }

    @Test
    void anOwnerContestsWithoutItsClientAndNothingBurnsWhereAllIsAdmitted() {
        owner.fetchesTokens(provider, client, 10);
        SignedRequest request = client.asks(provider, 3_000, 3_000, in(HOUR));
        provider.asserts(request, 3_000, 3_000, 3_000);

        owner.wallet()
                .sends(contract.provisionalClaims().contest(client.address(), client.admits(provider, request, 3_000)));

        assertThat(contract.provisionalClaims().burned()).isEqualTo(Wei.ZERO);
        assertThat(provider.wallet().credit()).isEqualTo(Wei.of(6_000));
    }

    @Test
    void aProviderDropsItsClaimWhenTheClientConfirmsAfterAll() {
        owner.fetchesTokens(provider, client, 10);
        provider.asserts(client.asks(provider, 3_000, 3_000, in(HOUR)), 3_000, 3_000, 3_000);
        assertThat(provider.wallet().refusalOf(contract.provisionalClaims().dropProvisionalClaim(client.address())))
                .hasMessageContaining("the provisional claim still holds 3000 of the 10000 base units in escrow");
        provider.claims(client.confirms(provider, 3_000));
        assertThat(account().locked()).isEqualTo(Wei.ZERO);

        assertThat(provider.wallet().gains(contract.provisionalClaims().dropProvisionalClaim(client.address())))
                .isEqualTo(Wei.of(3_000));

        assertThat(contract.events(
                        ProvisionalClaimDropped.class, 0, market.node().headBlock()))
                .hasSize(1);
        assertThat(account().escrow()).isEqualTo(Wei.of(7_000));
    }

    private ProvisionalClaim provisionalClaim() {
        return contract.provisionalClaims()
                .provisionalClaim(provider.address(), client.address())
                .orElseThrow();
    }
}
