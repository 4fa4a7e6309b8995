package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.ReputationEvent.Compared;
import io.deopenchat.chain.ReputationEvent.Flagged;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Comparison;
import io.deopenchat.protocol.Flag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients say. */
abstract class ReputationSuite extends OrdersSuite {
    ReputationSuite(Market market) {
        super(market);
    }

    @Test
    void aPayingClientFlagsAndCompares() {
        owner.fetchesTokens(provider, client, 10);
        owner.fetchesTokens(rival, client, 10);
        provider.claims(client.confirms(provider, 4_000));
        rival.claims(client.confirms(rival, 2_000));
        Flag flag = client.flags(provider, 3_000);
        Comparison comparison = client.prefers(rival, provider, 1_500);

        assertThat(stranger.sends(contract.reputation().flag(client.address(), flag, client.signs(flag))))
                .singleElement()
                .isInstanceOf(Flagged.class);
        assertThat(stranger.sends(
                        contract.reputation().compare(client.address(), comparison, client.signs(comparison))))
                .singleElement()
                .isInstanceOf(Compared.class);

        assertThat(account().flagged()).isEqualTo(Wei.of(3_000));
        assertThat(provider.record().flagged()).isEqualTo(Wei.of(3_000));
        List<ProviderRecord> records =
                contract.reputation().providerRecords(List.of(rival.address(), provider.address()));
        assertThat(records).extracting(ProviderRecord::compared).containsExactly(Wei.of(1_500), Wei.of(1_500));
        assertThat(records).extracting(ProviderRecord::preferred).containsExactly(Wei.of(1_500), Wei.ZERO);
        Flag tooMuch = client.flags(provider, 4_001);
        assertThat(stranger.refusalOf(contract.reputation().flag(client.address(), tooMuch, client.signs(tooMuch))))
                .hasMessage("the client may say at most 4000 base units here, which it paid; it says 4001; sign a"
                        + " smaller total");
    }
}
