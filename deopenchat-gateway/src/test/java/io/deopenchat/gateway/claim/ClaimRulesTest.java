package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.account.Claimable;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.claim.DueRules.Due;
import io.deopenchat.gateway.claim.DueRules.Reason;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");
    private final DueRules rules = new DueRules(new ClaimConfig(100, DAY, 5));

    private static SignedConfirmation signed(ClientKey who, long total) {
        return who.signs(new Confirmation(Parties.PROVIDER, Wei.of(total), 1, 1, Hash.keccak256("t")));
    }

    private static Claimable row(ClientKey who, long tokens, Duration age, boolean leaving) {
        return new Claimable(who.address(), signed(who, 7), Wei.of(7), Wei.ZERO, tokens, NOW.minus(age), leaving);
    }

    private List<Reason> reasons(boolean stopping, Claimable... rows) {
        return rules.due(List.of(rows), NOW, stopping).stream().map(Due::reason).toList();
    }

    @Test
    void nothingThatIsOwedMakesNothingDue() {
        assertThat(reasons(false)).isEmpty();
        assertThat(reasons(true)).isEmpty();
    }

    @Test
    void fewAndYoungTokensWaitUntilTheEnd() {
        Claimable few = row(client, 99, DAY.minusSeconds(1), false);

        assertThat(reasons(false, few)).isEmpty();
        assertThat(reasons(true, few)).containsExactly(Reason.SHUTDOWN);
    }

    @Test
    void whatAnOrderWillClaimByItselfMakesNoClaimDueBeforeItIsOldOrTheGatewayStops() {
        Claimable young = ofOrder(Duration.ZERO);

        assertThat(reasons(false, young)).isEmpty();
        assertThat(rules.due(List.of(young, row(sibling, 100, Duration.ZERO, false)), NOW, false))
                .singleElement()
                .satisfies(due ->
                        assertThat(due.rows()).extracting(Claimable::client).containsExactly(sibling.address()));
        assertThat(reasons(false, ofOrder(DAY))).containsExactly(Reason.AGE);
        assertThat(reasons(true, young)).containsExactly(Reason.SHUTDOWN);
    }

    private Claimable ofOrder(Duration age) {
        return new Claimable(
                client.address(), signed(client, 7), Wei.of(7), Wei.ZERO, 1_000, NOW.minus(age), false, true);
    }

    @Test
    void theTokensOfAllAccountsTogetherReachTheLevel() {
        assertThat(reasons(false, row(client, 50, Duration.ZERO, false), row(sibling, 50, Duration.ZERO, false)))
                .containsExactly(Reason.LEVEL);
    }

    @Test
    void theAgeOfOneIsTheAgeOfAll() {
        List<Due> due =
                rules.due(List.of(row(client, 1, DAY, false), row(sibling, 1, Duration.ZERO, false)), NOW, false);

        assertThat(due).singleElement().satisfies(all -> {
            assertThat(all.reason()).isEqualTo(Reason.AGE);
            assertThat(all.rows()).hasSize(2);
        });
    }

    @Test
    void ownersWhoLeaveAreTriedAloneAfterAllTogether() {
        Claimable leaving = row(client, 1, Duration.ZERO, true);

        assertThat(reasons(false, leaving, row(sibling, 1, Duration.ZERO, false)))
                .containsExactly(Reason.LEAVING);
        assertThat(rules.due(List.of(leaving, row(sibling, 100, Duration.ZERO, false)), NOW, false))
                .extracting(Due::reason)
                .containsExactly(Reason.LEVEL, Reason.LEAVING);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5, 100, false, true",
        "5, 6, 100, false, false",
        "5, 99, 100, true, true",
        "5, 100, 100, true, false",
        "100, 100, 100, false, true",
        "0, 1000, 1, false, true",
    })
    void gasIsWeighedAgainstWhatAClaimBrings(int percent, long cost, long brings, boolean urgent, boolean allowed) {
        assertThat(new GasRule(percent).allows(BigInteger.valueOf(cost), Wei.of(brings), urgent))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"0, 101, 101", "500, 100, 95", "500, 101, 95", "1, 9999, 9998", "10000, 5, 0"})
    void theFeeIsRoundedUp(int basisPoints, long paid, long left) {
        assertThat(new FeeShare(basisPoints).leaves(Wei.of(paid))).isEqualTo(Wei.of(left));
    }

    @Test
    void whereATokenIsSettledInGasIsNotWeighed() {
        assertThat(GasRule.of(ClaimConfig.at(1), false).isOff()).isTrue();
        assertThat(GasRule.of(ClaimConfig.at(1), true).maxSharePercent())
                .isEqualTo(ClaimConfig.DEFAULT_MAX_GAS_SHARE_PERCENT);
    }

    @Test
    void besideAClaimOnItsWayOnlyWhatIsNewerIsOwed() {
        OpenClaim.Row onItsWay = new OpenClaim.Row(client.address(), signed(client, 7), Wei.of(7));
        Claimable same = row(client, 1, DAY, false);
        Claimable newer = new Claimable(client.address(), signed(client, 10), Wei.of(10), Wei.ZERO, 1, NOW, false);
        Claimable followed = new Claimable(client.address(), signed(client, 10), Wei.of(3), Wei.of(7), 1, NOW, false);

        assertThat(same.beside(onItsWay)).isEmpty();
        assertThat(newer.beside(onItsWay)).get().extracting(Claimable::owed).isEqualTo(Wei.of(3));
        assertThat(followed.beside(onItsWay)).contains(followed);
    }
}
