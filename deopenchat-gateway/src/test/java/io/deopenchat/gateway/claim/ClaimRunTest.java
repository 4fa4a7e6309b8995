package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Fees;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.money.Wei;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns of the claimer on a chain that does what it is told. Gas costs 1 wei: a claim of one row costs 54,000. */
class ClaimRunTest {
    private static final long COST = FakeChain.FIXED_GAS + FakeChain.ROW_GAS;

    /** 5 % of it are the gas of a claim with one row. */
    private static final long WORTH_IT = COST * 100 / ClaimDesk.PERCENT;

    private static final long MUCH = 1_000_000_000_000L;

    private final ClientKey client = new ClientKey("client");
    private final ClientKey sibling = new ClientKey("sibling");
    private final ClaimDesk desk;
    private final FakeChain chain;

    ClaimRunTest(@TempDir Path directory) {
        desk = new ClaimDesk(directory);
        chain = desk.chain();
        desk.funds(client, MUCH);
        desk.funds(sibling, MUCH);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    /** Confirmed, old enough, and sent. */
    private OpenClaim sendsAClaim(long total) {
        desk.confirms(client, total);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.turns();
        return onlyClaim();
    }

    private OpenClaim onlyClaim() {
        assertThat(desk.journal()).hasSize(1);
        return desk.journal().getFirst();
    }

    private void isPaidOnce(ClientKey who) {
        assertThat(desk.claimed(who)).isEqualTo(desk.confirmed(who));
        assertThat(chain.wasted()).isZero();
        assertThat(desk.journal()).isEmpty();
    }

    // when

    @Test
    void moneyThatIsYoungerThanItMayBeWaits() {
        desk.confirms(client, MUCH / 2);
        desk.passes(ClaimDesk.CLAIM_AFTER.minusSeconds(1));

        assertThat(desk.turns().settled()).isTrue();
        assertThat(chain.delivered()).isEmpty();

        desk.passes(Duration.ofSeconds(1));
        desk.turns();
        assertThat(chain.delivered()).hasSize(1);
    }

    @Test
    void theAgeIsThatOfTheOldestMoneyAndSurvivesARestart() {
        desk.confirms(client, MUCH / 4);
        desk.passes(ClaimDesk.CLAIM_AFTER.minusHours(1));
        desk.confirms(client, MUCH / 2);
        desk.restarts();
        desk.passes(Duration.ofHours(1));

        desk.comesToRest();

        isPaidOnce(client);
    }

    @Test
    void theAgeOfMoneyThatWasConfirmedBehindAClaimBeginsAnew() {
        sendsAClaim(MUCH / 4);
        desk.passes(Duration.ofHours(1));
        desk.confirms(client, MUCH / 2);
        desk.comesToRest();
        assertThat(desk.claimed(client)).isEqualTo(MUCH / 4);

        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aClaimThatGasWouldEatWaitsUntilItBringsMore() {
        desk.confirms(client, WORTH_IT - 1);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.turns();
        assertThat(chain.delivered()).isEmpty();

        desk.confirms(client, WORTH_IT);
        desk.turnsLater();
        assertThat(chain.delivered()).hasSize(1);
    }

    @Test
    void whatTheContractKeepsIsNotBrought() {
        chain.fee(500);
        desk.confirms(client, WORTH_IT);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.turns();
        assertThat(chain.delivered()).isEmpty();

        desk.confirms(client, WORTH_IT * 100 / 95 + 1);
        desk.turnsLater();
        assertThat(chain.delivered()).hasSize(1);
    }

    @Test
    void anOwnerWhoLeavesDoesNotWaitUntilAPostponedClaimIsLookedAtAgain() {
        desk.confirms(client, WORTH_IT - 1);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.turns();
        assertThat(chain.delivered()).isEmpty();

        desk.asksForItBack(client);
        desk.turns();

        assertThat(chain.delivered()).hasSize(1);
    }

    @Test
    void aSpikeOfFeesIsWaitedOut() {
        chain.baseFee(1_000);
        desk.confirms(client, WORTH_IT);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        for (int hour = 0; hour < 10; hour++) {
            desk.passes(Duration.ofHours(1));
            desk.turns();
        }
        assertThat(chain.delivered()).isEmpty();

        chain.baseFee(1);
        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void beforeAnOwnerLeavesAClaimOnlyHasToBringMoreThanItCosts() {
        desk.confirms(client, COST);
        desk.confirms(sibling, COST + 1);
        desk.asksForItBack(client);
        desk.turns();
        assertThat(chain.delivered()).isEmpty();

        desk.asksForItBack(sibling);
        desk.turnsLater();

        assertThat(onlyClaim().rows()).extracting(OpenClaim.Row::client).contains(sibling.address());
    }

    @Test
    void rowsBelowTheirOwnGasAreLeftOutAndMakeNothingDue() {
        desk.confirms(sibling, GasRule.GAS_OF_A_ROW - 1);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.confirms(client, MUCH / 2);
        desk.turns();
        assertThat(chain.delivered()).isEmpty();

        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.comesToRest();
        assertThat(desk.claimed(sibling)).isZero();
        isPaidOnce(client);

        desk.confirms(sibling, MUCH / 2);
        desk.comesToRest();
        isPaidOnce(sibling);
    }

    @Test
    void atTheEndWhatIsWorthItIsClaimedWhateverItsAge() {
        desk.confirms(client, WORTH_IT);

        assertThat(desk.stops().settled()).isFalse();
        chain.mine();

        assertThat(desk.stops().settled()).isTrue();
        assertThat(desk.claimed(client)).isEqualTo(WORTH_IT);
    }

    @Test
    void aGatewayThatStopsDoesNotWaitForANodeThatIsDown() {
        desk.confirms(client, MUCH / 2);
        chain.isDown(true);

        assertThat(desk.stops().settled()).isTrue();
    }

    @Test
    void rowsBeyondABatchGoIntoTheNextOnes() {
        chain.blockGasLimit(4 * (FakeChain.FIXED_GAS + 60 * FakeChain.ROW_GAS));
        List<ClientKey> many = IntStream.range(0, 130)
                .mapToObj(i -> new ClientKey("client " + i))
                .toList();
        many.forEach(each -> {
            desk.funds(each, MUCH);
            desk.confirms(each, MUCH / 2);
        });
        desk.passes(ClaimDesk.CLAIM_AFTER);

        desk.comesToRest();

        many.forEach(this::isPaidOnce);
        assertThat(chain.delivered())
                .hasSizeGreaterThan(2)
                .allSatisfy(sent ->
                        assertThat(sent.gasLimit()).isLessThanOrEqualTo(FakeChain.FIXED_GAS + 60 * FakeChain.ROW_GAS));
    }

    // one transaction

    @Test
    void aRowThatTurnsOutToBePaidHoldsUpNobody() {
        ClientKey late = new ClientKey("late");
        desk.funds(late, MUCH);
        sendsAClaim(MUCH);
        chain.mine(ClaimDesk.DEPTH + 1);
        desk.turns();
        // the accounts do not know yet that the contract has paid
        desk.confirms(sibling, MUCH);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.turns();
        desk.confirms(late, MUCH);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        chain.mine(ClaimDesk.DEPTH + 1);

        desk.turns();

        assertThat(onlyClaim().rows()).extracting(OpenClaim.Row::client).containsExactly(late.address());
    }

    @Test
    void whatIsSentIsInTheJournalBefore() {
        // the delivery: three looks at the fee, two at the price of gas, and five other questions come before it
        chain.killAt(11, false);
        desk.confirms(client, MUCH / 2);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        try {
            desk.turns();
        } catch (FakeChain.Killed here) {
            assertThat(chain.delivered()).isEmpty();
        }

        assertThat(onlyClaim().rows()).hasSize(1);
    }

    @Test
    void whileAClaimWaitsNoOtherOneIsSent() {
        OpenClaim first = sendsAClaim(MUCH / 4);
        desk.confirms(client, MUCH / 2);
        desk.confirms(sibling, MUCH / 2);
        desk.asksForItBack(sibling);
        desk.turnsLater();
        desk.turnsLater();

        assertThat(chain.delivered()).containsExactly(first.newest().signed());
    }

    @Test
    void afterARestartTheSameBytesAreSentAgain() {
        OpenClaim first = sendsAClaim(MUCH / 2);
        chain.drop();
        desk.restarts();

        desk.turnsLater();

        assertThat(chain.delivered())
                .containsExactly(first.newest().signed(), first.newest().signed());
        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aClaimThatANodeDroppedIsSentAgain() {
        sendsAClaim(MUCH / 2);
        for (int i = 0; i < 5; i++) {
            chain.drop();
            desk.turnsLater();
        }

        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aStuckClaimIsReplacedWithFeesAnEighthHigherAtLeast() {
        Fees first = sendsAClaim(MUCH / 2).newest().signed().fees();
        desk.passes(ClaimDesk.PATIENCE.minusSeconds(1));
        desk.turns();
        assertThat(onlyClaim().transactions()).hasSize(1);

        desk.passes(ClaimDesk.LOOK);
        desk.turns();

        SignedTransaction replacement = onlyClaim().newest().signed();
        assertThat(onlyClaim().transactions()).hasSize(2);
        assertThat(replacement.nonce()).isEqualTo(onlyClaim().oldest().signed().nonce());
        assertThat(replacement.fees()).isEqualTo(first.bumped(new Fees(BigInteger.ZERO, BigInteger.ZERO)));
        assertThat(chain.waiting()).isEqualTo(1);
    }

    @Test
    void aReplacementOffersWhatIsAdvisedNow() {
        sendsAClaim(MUCH / 2);
        chain.baseFee(5);
        desk.passes(ClaimDesk.PATIENCE);
        desk.turns();

        assertThat(onlyClaim().newest().signed().fees().maxFee()).isEqualTo(BigInteger.valueOf(10));
        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void fourteenDaysInNoBlockDoNotBringTheFeesAboveTheirCeiling() {
        Fees first = sendsAClaim(MUCH / 2).newest().signed().fees();
        for (int i = 0; i < 2_000; i++) {
            desk.passes(ClaimDesk.PATIENCE);
            desk.turns();
        }

        assertThat(onlyClaim().newest().signed().fees().maxFee())
                .isGreaterThan(first.maxFee())
                .isLessThanOrEqualTo(first.maxFee().multiply(BigInteger.valueOf(ClaimLife.MAX_FEE_FACTOR)));
    }

    @Test
    void aReplacementThatIsNotWorthItsGasIsNotSent() {
        sendsAClaim(WORTH_IT);
        chain.baseFee(5);
        desk.passes(ClaimDesk.PATIENCE);
        desk.turns();

        assertThat(onlyClaim().transactions()).hasSize(1);
    }

    /** Whoever leaves can be claimed no earlier than the claim before it is mined. */
    @Test
    void aReplacementIsWorthTheMoneyOfAnotherOwnerWhoLeaves() {
        sendsAClaim(WORTH_IT);
        chain.baseFee(5);
        desk.passes(ClaimDesk.PATIENCE);
        desk.turns();
        assertThat(onlyClaim().transactions()).hasSize(1);

        desk.confirms(sibling, MUCH / 2);
        desk.asksForItBack(sibling);
        desk.turnsLater();

        assertThat(onlyClaim().transactions()).hasSize(2);
        desk.comesToRest();
        isPaidOnce(client);
        desk.asksForItBack(sibling);
        desk.turnsLater();
        desk.comesToRest();
        isPaidOnce(sibling);
    }

    @Test
    void anyOfTheReplacedOnesEndsAClaim() {
        SignedTransaction first = sendsAClaim(MUCH / 2).newest().signed();
        desk.passes(ClaimDesk.PATIENCE);
        desk.turns();
        chain.drop();
        chain.deliver(first);

        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aMinedClaimStaysInTheJournalUntilItIsDeep() {
        OpenClaim claim = sendsAClaim(MUCH / 2);
        chain.mine();
        for (int block = 0; block < ClaimDesk.DEPTH; block++) {
            desk.turnsLater();
            assertThat(onlyClaim()).isEqualTo(claim);
            chain.mine();
        }

        desk.turnsLater();
        isPaidOnce(client);
    }

    @Test
    void aClaimWhoseBlockIsReorganisedAwayIsSentAgain() {
        OpenClaim claim = sendsAClaim(MUCH / 2);
        chain.mine(ClaimDesk.DEPTH);
        desk.turnsLater();
        chain.reorganise(ClaimDesk.DEPTH + 2, false);
        assertThat(desk.claimed(client)).isZero();

        desk.turnsLater();
        assertThat(chain.delivered())
                .containsExactly(claim.newest().signed(), claim.newest().signed());

        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aClaimThatIsReorganisedAwayAfterItWasFinalIsMadeAnewWhenItsAgeIsDue() {
        sendsAClaim(MUCH / 2);
        chain.mine(ClaimDesk.DEPTH + 1);
        desk.turnsLater();
        assertThat(desk.journal()).isEmpty();
        chain.reorganise(ClaimDesk.DEPTH + 2, false);
        desk.follows();
        desk.turnsLater();

        desk.passes(ClaimDesk.CLAIM_AFTER);
        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aNonceThatSomebodyElseUsedMakesTheClaimAnewOnceThatIsDeep() {
        OpenClaim claim = sendsAClaim(MUCH / 2);
        chain.minesSomebodyElsesTransaction();
        desk.turnsLater();
        assertThat(onlyClaim()).isEqualTo(claim);

        chain.mine(ClaimDesk.DEPTH);
        desk.turnsLater();
        assertThat(onlyClaim().nonce()).isEqualTo(claim.nonce() + 1);

        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aTransactionOfTheWalletThatHoldsUpAClaimIsReplaced() {
        chain.somebodyElseIsStuckAt(5);
        chain.baseFee(10);
        OpenClaim claim = sendsAClaim(MUCH / 2);
        chain.mine();
        desk.passes(ClaimDesk.PATIENCE);
        desk.turns();
        assertThat(chain.delivered().getLast().nonce()).isEqualTo(claim.nonce() - 1);
        assertThat(onlyClaim()).isEqualTo(claim);

        desk.comesToRest();
        assertThat(desk.claimed(client)).isEqualTo(MUCH / 2);
    }

    @Test
    void whatItOffersRisesUntilANodeTakesIt() {
        chain.somebodyElseIsStuckAt(25);
        chain.baseFee(12);
        OpenClaim claim = sendsAClaim(MUCH / 2);
        chain.baseFee(30);
        chain.mine();
        chain.baseFee(12);
        desk.passes(ClaimDesk.PATIENCE);
        for (int i = 0; i < 3; i++) {
            desk.turns();
            desk.passes(ClaimDesk.LOOK);
        }

        assertThat(chain.delivered().stream().filter(sent -> sent.nonce() < claim.nonce()))
                .extracting(sent -> sent.fees().maxFee().longValueExact())
                .startsWith(24L, 27L);
        desk.comesToRest();
        assertThat(desk.claimed(client)).isEqualTo(MUCH / 2);
    }

    @Test
    void aClaimBehindANonceThatADeepReorganisationFreedIsMadeAnewWithThatNonce() {
        sendsAClaim(MUCH / 4);
        chain.mine(ClaimDesk.DEPTH + 1);
        desk.turnsLater();
        OpenClaim second = sendsAClaim(MUCH / 2);
        chain.reorganise(ClaimDesk.DEPTH + 2, false);
        desk.passes(ClaimDesk.PATIENCE);
        desk.turns();

        assertThat(onlyClaim().nonce()).isEqualTo(second.nonce() - 1);
        desk.comesToRest();
        assertThat(desk.claimed(client)).isEqualTo(MUCH / 2);
    }

    @Test
    void hoursWithoutANodeLoseNothingAndAreAskedThroughSparingly() {
        sendsAClaim(MUCH / 2);
        chain.isDown(true);
        Duration pause = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            pause = desk.turns().pause();
            desk.passes(pause);
        }
        assertThat(pause).isEqualTo(Trouble.MAX_PAUSE);

        chain.isDown(false);
        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void anEmptyWalletIsWaitedFor() {
        chain.balance(Wei.ZERO);
        desk.confirms(client, MUCH / 2);
        desk.passes(ClaimDesk.CLAIM_AFTER);
        for (int i = 0; i < 5; i++) {
            desk.turnsLater();
        }
        assertThat(chain.delivered()).isEmpty();

        chain.balance(Wei.of(MUCH));
        desk.comesToRest();
        isPaidOnce(client);
    }

    @Test
    void aWalletThatIsEmptiedUnderAClaimIsWaitedFor() {
        sendsAClaim(MUCH / 2);
        chain.drop();
        chain.balance(Wei.ZERO);
        for (int i = 0; i < 5; i++) {
            desk.turnsLater();
        }
        assertThat(chain.waiting()).isZero();

        chain.balance(Wei.of(MUCH));
        desk.comesToRest();
        isPaidOnce(client);
    }
}
