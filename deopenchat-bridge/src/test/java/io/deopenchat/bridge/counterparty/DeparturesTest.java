package io.deopenchat.bridge.counterparty;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.TestKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final Departures departures = new Departures();

    private static AccountState account(long releaseNonce, @Nullable Instant maturity) {
        return new AccountState(
                Parties.CLIENT.address(),
                TestKey.OPERATOR.address(),
                false,
                Parties.CLIENT.publicKey(),
                Wei.of(10),
                Wei.ZERO,
                0,
                0,
                Wei.ZERO,
                maturity == null ? Wei.ZERO : Wei.MAX,
                Wei.ZERO,
                maturity,
                maturity == null ? null : maturity.plusSeconds(60),
                releaseNonce,
                Address.ZERO,
                Wei.ZERO,
                Wei.ZERO);
    }

    private boolean hasLeft(AccountState account) {
        return departures.hasLeft(Parties.PROVIDER, account, NOW);
    }

    @Test
    void anAccountThatWasReleasedBeforeIsUsedAgain() {
        assertThat(hasLeft(account(3, null))).isFalse();
        assertThat(hasLeft(account(3, null))).isFalse();
    }

    @Test
    void anAccountThatIsReleasedMeanwhileStaysLeftAlone() {
        assertThat(hasLeft(account(3, null))).isFalse();
        assertThat(hasLeft(account(4, null))).isTrue();
        assertThat(hasLeft(account(4, null))).isTrue();
    }

    @Test
    void anAccountWhoseWithdrawalWasFinishedStaysLeftAlone() {
        assertThat(hasLeft(account(0, NOW.plusSeconds(5)))).isTrue();
        assertThat(hasLeft(account(0, null))).isTrue();
    }
}
