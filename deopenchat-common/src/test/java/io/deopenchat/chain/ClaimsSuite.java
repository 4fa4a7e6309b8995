package io.deopenchat.chain;

import static io.deopenchat.chain.Market.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.AccountEvent.AccountOpened;
import io.deopenchat.chain.AccountEvent.Claimed;
import io.deopenchat.chain.AccountEvent.Deposited;
import io.deopenchat.chain.AccountEvent.OwnerBound;
import io.deopenchat.chain.AccountEvent.ToppedUp;
import io.deopenchat.chain.ClaimEvent.ClaimSettled;
import io.deopenchat.chain.ClaimEvent.TranscriptArchived;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Hash;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients confirmed is paid. */
abstract class ClaimsSuite extends EscrowSuite {
    ClaimsSuite(Market market) {
        super(market);
    }

    @Test
    void whatIsConfirmedIsClaimedAndTheFeeIsTheTreasurys() {
        feeOf(100);
        owner.fetchesTokens(provider, client, 10);

        assertThat(provider.wallet()
                        .gains(contract.claims().claim(provider.address(), List.of(client.confirms(provider, 4_000)))))
                .isEqualTo(Wei.of(3_960));

        assertThat(market.treasury().credit()).isEqualTo(Wei.of(40));
        assertThat(account().claimed()).isEqualTo(Wei.of(4_000));
        assertThat(account().rounds()).isEqualTo(4);
        assertThat(account().ktokens()).isEqualTo(4);
        assertThat(provider.record())
                .isEqualTo(new ProviderRecord(Wei.of(4_000), 4, 4, 1, Wei.ZERO, Wei.ZERO, Wei.ZERO, Wei.ZERO, 0, 0, 0));
    }

    @Test
    void topUpsAClaimAndItsArchiveGoTogether() {
        owner.prefunds(10_000);
        owner.allows(client, 10_000, in(Duration.ofDays(1)));
        limits(client, 10_000);
        ArchivedTranscript archive =
                new ArchivedTranscript(client.address(), MarketClient.TRANSCRIPT, Hash.keccak256("archive"));

        List<ContractEvent> events = provider.wallet()
                .sendsTogether(
                        contract.prefunds().topUp(List.of(client.topsUp(provider, owner, 6_000, in(HOUR)))),
                        contract.claims().claim(provider.address(), List.of(client.confirms(provider, 4_000))),
                        contract.claims().archiveTranscripts(provider.address(), List.of(archive)));

        assertThat(events)
                .hasExactlyElementsOfTypes(
                        AccountOpened.class,
                        OwnerBound.class,
                        ToppedUp.class,
                        Deposited.class,
                        Claimed.class,
                        ClaimSettled.class,
                        TranscriptArchived.class);
        assertThat(events.get(4)).isInstanceOfSatisfying(Claimed.class, claimed -> {
            assertThat(claimed.claimed()).isEqualTo(Wei.of(4_000));
            assertThat(claimed.rounds()).isEqualTo(4);
            assertThat(claimed.tokens()).isEqualTo(4_000);
        });
        assertThat(events.get(5)).isInstanceOfSatisfying(ClaimSettled.class, settled -> {
            assertThat(settled.amount()).isEqualTo(Wei.of(4_000));
            assertThat(settled.fee()).isEqualTo(Wei.ZERO);
        });
        assertThat(events.getLast()).isInstanceOfSatisfying(TranscriptArchived.class, archived -> {
            assertThat(archived.archiver()).isEqualTo(provider.address());
            assertThat(archived.digest()).isEqualTo(archive.digest());
        });
        assertThat(account().escrow()).isEqualTo(Wei.of(2_000));
    }

    private void feeOf(int basisPoints) {
        market.treasury().sends(contract.treasury().setFee(basisPoints));
        market.passes(DELAY);
    }
}
