package io.deopenchat.bridge.funds;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.chain.AccountState;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.TestKey;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccountFundsTest {
    private static final Address OWNER = TestKey.OPERATOR.address();

    private static AccountState account(long escrow, long claimed, long locked, Wei withdrawing) {
        return new AccountState(
                Parties.CLIENT.address(),
                OWNER,
                false,
                Parties.CLIENT.publicKey(),
                Wei.of(escrow),
                Wei.of(claimed),
                0,
                0,
                Wei.of(locked),
                withdrawing,
                Wei.ZERO,
                null,
                null,
                0,
                Address.ZERO,
                Wei.ZERO,
                Wei.ZERO);
    }

    private static Owed owed(long confirmed, long received, long inFlight) {
        return new Owed(Wei.of(confirmed), Wei.of(received), Wei.of(inFlight), inFlight == 0 ? 0 : 1);
    }

    private static AccountFunds funds(AccountState account, Owed owed) {
        return AccountFunds.of(Parties.PROVIDER, account, owed);
    }

    private static Wei sum(AccountFunds funds) {
        return Stream.of(
                        funds.locked(),
                        funds.confirmed(),
                        funds.received(),
                        funds.inFlight(),
                        funds.leaving(),
                        funds.free())
                .reduce(Wei.ZERO, Wei::plus);
    }

    @Test
    void tellsWhatIsClaimedFromWhatIsOnlyConfirmed() {
        AccountFunds funds = funds(account(100, 30, 0, Wei.ZERO), owed(50, 7, 11));

        assertThat(funds.confirmed()).isEqualTo(Wei.of(20));
        assertThat(funds.received()).isEqualTo(Wei.of(7));
        assertThat(funds.inFlight()).isEqualTo(Wei.of(11));
        assertThat(funds.free()).isEqualTo(Wei.of(62));
    }

    @Test
    void aProvisionalClaimHoldsWhatIsConfirmedAsWell() {
        AccountFunds funds = funds(account(100, 30, 15, Wei.ZERO), owed(50, 0, 0));

        assertThat(funds.locked()).isEqualTo(Wei.of(15));
        assertThat(funds.confirmed()).isEqualTo(Wei.of(5));
        assertThat(funds.free()).isEqualTo(Wei.of(80));
    }

    @Test
    void aRequestForEverythingLeavesNothingFree() {
        AccountFunds funds = funds(account(100, 0, 0, Wei.MAX), owed(40, 0, 0));

        assertThat(funds.leaving()).isEqualTo(Wei.of(60));
        assertThat(funds.free()).isEqualTo(Wei.ZERO);
    }

    @Test
    void thePartsAddUpToTheEscrowWhateverChainAndJournalSay() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            AccountState account = account(
                    random.nextLong(1_000),
                    random.nextLong(1_000),
                    random.nextLong(1_000),
                    Wei.of(random.nextLong(1_000)));
            Owed owed = owed(random.nextLong(2_000), random.nextLong(1_000), random.nextLong(1_000));

            assertThat(sum(funds(account, owed))).isEqualTo(account.escrow());
        }
    }
}
