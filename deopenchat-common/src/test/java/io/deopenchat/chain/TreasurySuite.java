package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.TreasuryEvent.FeeSet;
import io.deopenchat.chain.TreasuryEvent.TreasuryChanged;
import io.deopenchat.chain.TreasuryEvent.TreasuryProposed;
import org.junit.jupiter.api.Test;

/** The fee and who sets it. */
abstract class TreasurySuite extends ReputationSuite {
    TreasurySuite(Market market) {
        super(market);
    }

    @Test
    void aHigherFeeWaitsAndALowerOneDoesNot() {
        MarketWallet treasury = market.treasury();
        assertThat(treasury.sends(contract.treasury().setFee(100)))
                .singleElement()
                .isInstanceOf(FeeSet.class);
        Fee announced = contract.treasury().fee();
        assertThat(announced.basisPoints()).isZero();
        assertThat(announced.maximumBasisPoints()).isEqualTo(500);

        market.passesUntil(announced.announced().orElseThrow().from());

        assertThat(contract.treasury().fee().basisPoints()).isEqualTo(100);
        treasury.sends(contract.treasury().setFee(10));
        assertThat(contract.treasury().fee().basisPoints()).isEqualTo(10);
        assertThat(treasury.refusalOf(contract.treasury().setFee(501)))
                .hasMessage("the fee is at most 500 basis points, asked for were 501");
    }

    @Test
    void aTreasuryNamesItsSuccessorWhoAccepts() {
        MarketWallet successor = market.wallet(8);
        assertThat(market.treasury().sends(contract.treasury().proposeTreasury(successor.address())))
                .singleElement()
                .isInstanceOf(TreasuryProposed.class);
        assertThat(contract.treasury().fee().proposedTreasury()).isEqualTo(successor.address());

        assertThat(successor.sends(contract.treasury().acceptTreasury()))
                .singleElement()
                .isInstanceOf(TreasuryChanged.class);

        assertThat(contract.treasury().fee().treasury()).isEqualTo(successor.address());
        assertThat(market.treasury().refusalOf(contract.treasury().setFee(1)))
                .hasMessageContaining("only the treasury " + successor.address());
    }
}
