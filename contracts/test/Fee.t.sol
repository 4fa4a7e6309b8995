// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow, IClaims} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Fixture} from "./support/Fixture.sol";

/// @notice What the protocol's fee does to claims, withdrawals and releases. The account holds as much as money can be.
contract FeeTest is Fixture {
    uint96 private constant MOST = type(uint96).max;

    function setUp() public override {
        super.setUp();
        _fund(provider);
    }

    function test_nothingPaidIsNothingTaken() external {
        _setFee(500);
        vm.recordLogs();
        _claim(_confirmation(CLIENT_KEY, provider, 0));
        vm.assertEq(vm.getRecordedLogs().length, 1, "only the batch");
        _assertSplit(0, 0);
    }

    function testFuzz_aClaimPaysTheFeeRoundedUp(uint96 amount, uint16 basisPoints) external {
        (amount, basisPoints) = (_positive(amount), basisPoints % 501);
        _setFee(basisPoints);
        uint256 fee = _fee(amount, basisPoints);
        if (fee != 0) {
            vm.expectEmit(address(deopenchat));
            emit ICurrency.Credited(treasury, fee);
        }
        vm.expectEmit(address(deopenchat));
        emit IClaims.ClaimSettled(provider, amount, fee, 1);
        _claim(_confirmation(CLIENT_KEY, provider, amount));
        _assertSplit(amount, fee);
        vm.assertLe(fee, (uint256(amount) * 500 + 9999) / 10_000, "cap");
        vm.assertEq(_recordOf(provider).money, amount, "money of the record");
    }

    function test_theSmallestClaimIsAllFee() external {
        _setFee(1);
        vm.expectCall(provider, 0, "", 0);
        _claim(_confirmation(CLIENT_KEY, provider, 1));
        _assertSplit(1, 1);
    }

    function test_aFeeHoldsFromTheEndOfItsNoticeOn() external {
        vm.prank(treasury);
        deopenchat.setFee(100);
        uint256 from = block.timestamp + DELAY;
        vm.warp(from - 1);
        _claim(_confirmation(CLIENT_KEY, provider, 10_000));
        _assertSplit(10_000, 0);
        vm.warp(from);
        _claim(_confirmation(CLIENT_KEY, provider, 20_000));
        _assertSplit(20_000, 100);
    }

    /// @dev One fee for the batch, so it is rounded once.
    function test_aBatchPaysOneFee() external {
        _setFee(100);
        ClaimRow[] memory rows = new ClaimRow[](3);
        for (uint96 i = 0; i < 3; ++i) {
            rows[i] = _confirmation(CLIENT_KEY, provider, i + 1);
        }
        vm.expectEmit(address(deopenchat));
        emit IClaims.ClaimSettled(provider, 3, 1, 3);
        deopenchat.claim(provider, rows);
        _assertSplit(3, 1);
    }

    function testFuzz_splittingAClaimNeverPaysTheProviderMore(uint96[6] calldata totals, uint16 basisPoints) external {
        _setFee(basisPoints % 501);
        uint96 largest = 0;
        for (uint256 i = 0; i < totals.length; ++i) {
            if (totals[i] > largest) largest = totals[i];
        }
        uint256 state = vm.snapshotState();
        _claim(_confirmation(CLIENT_KEY, provider, largest));
        uint256 atOnce = provider.balance;
        vm.revertToState(state);
        for (uint256 i = 0; i < totals.length; ++i) {
            _claim(_confirmation(CLIENT_KEY, provider, totals[i]));
        }
        vm.assertLe(provider.balance, atOnce, "provider");
        vm.assertEq(provider.balance - 1e30 + deopenchat.credit(treasury), largest, "conserved");
    }

    function testFuzz_aWithdrawalPaysTheFeeOfWhatWasDeclared(uint96 declared, uint16 basisPoints) external {
        basisPoints = basisPoints % 501;
        _setFee(basisPoints);
        uint256 before = owner.balance;
        vm.startPrank(owner);
        deopenchat.requestWithdrawal(provider, client, MOST, declared);
        vm.warp(block.timestamp + DELAY);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.WithdrawalFinished(provider, client, owner, declared, MOST - declared, declared);
        deopenchat.finishWithdrawal(provider, client);
        vm.stopPrank();
        vm.assertEq(owner.balance - before, MOST - declared, "owner");
        _assertCredits(declared, _fee(declared, basisPoints));
    }

    function testFuzz_aReleasePaysTheFeeOfWhatWasSettled(uint96 settled, uint16 basisPoints) external {
        basisPoints = basisPoints % 501;
        _setFee(basisPoints);
        uint256 before = owner.balance;
        _release(provider, settled);
        vm.assertEq(owner.balance - before, MOST - settled, "owner");
        _assertCredits(settled, _fee(settled, basisPoints));
    }

    function test_theTreasuryIsCreditedEvenIfItSendsTheClaim() external {
        _setFee(100);
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, provider, 1000));
        vm.prank(treasury);
        deopenchat.claim(provider, rows);
        _assertSplit(1000, 10);
    }

    function test_theTreasuryIsCreditedEvenIfItFinishesTheWithdrawal() external {
        _setFee(100);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 500, 1000);
        vm.warp(block.timestamp + DELAY);
        vm.prank(treasury);
        deopenchat.finishWithdrawal(provider, client);
        _assertCredits(1000, 10);
        vm.assertEq(deopenchat.credit(owner), 500, "owner");
    }

    function test_aTreasuryThatIsTheProviderPaysItselfTheFeeAsCredit() external {
        _register(treasury);
        _fund(treasury);
        _setFee(100);
        deopenchat.claim(treasury, _rows(_confirmation(CLIENT_KEY, treasury, 1000)));
        vm.assertEq(treasury.balance, 1e30 + 990, "pushed");
        vm.assertEq(deopenchat.credit(treasury), 10, "credit");
        _release(treasury, 2000);
        vm.assertEq(treasury.balance, 1e30 + 990, "nothing pushed by a release");
        vm.assertEq(deopenchat.credit(treasury), 10 + 10 + 990, "credit for both");
    }

    function test_aTreasuryThatIsTheProviderAndTheCallerGetsItsShareAndTheFeeAsCredit() external {
        _register(treasury);
        _fund(treasury);
        _setFee(100);
        vm.prank(owner);
        deopenchat.requestWithdrawal(treasury, client, MOST, 1000);
        vm.warp(block.timestamp + DELAY);
        vm.prank(treasury);
        deopenchat.finishWithdrawal(treasury, client);
        vm.assertEq(treasury.balance, 1e30 + 990, "pushed");
        vm.assertEq(deopenchat.credit(treasury), 10, "credit");
    }

    function test_aTreasuryThatIsTheOwnerGetsItsEscrowAndTheFeeAsCredit() external {
        _fetch(treasury, provider, OTHER_CLIENT_KEY, 3000);
        _setFee(100);
        vm.startPrank(treasury);
        deopenchat.requestWithdrawal(provider, otherClient, MOST, 1000);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, otherClient);
        vm.stopPrank();
        vm.assertEq(treasury.balance, 1e30 - 1000, "pushed");
        _assertCredits(1000, 10);
    }

    function test_theTreasuryCollectsLikeAnybodyElse() external {
        _setFee(500);
        _claim(_confirmation(CLIENT_KEY, provider, 1000));
        vm.prank(treasury);
        vm.assertEq(deopenchat.collectCredit(), 50, "collected");
        vm.assertEq(treasury.balance, 1e30 + 50, "balance");
    }

    function _setFee(uint16 basisPoints) private {
        vm.prank(treasury);
        deopenchat.setFee(basisPoints);
        vm.warp(block.timestamp + DELAY);
    }

    function _fund(address provider_) private {
        _fetch(owner, provider_, CLIENT_KEY, 3);
        vm.prank(owner);
        deopenchat.depositFor{value: MOST - 3}(provider_, client, owner, MOST - 3);
    }

    function _release(address provider_, uint96 settled) private {
        uint64 deadline = uint64(block.timestamp);
        uint64 nonce = deopenchat.account(provider_, client).releaseNonce;
        bytes memory signature =
            _long(_releaseSignature(OPERATOR_KEY, address(deopenchat), provider_, client, settled, nonce, deadline));
        vm.prank(owner);
        deopenchat.release(provider_, client, settled, nonce, deadline, signature);
    }

    /// @dev By claims the provider got `amount` less the fee, and the treasury may collect the fee.
    function _assertSplit(uint256 amount, uint256 fee) private view {
        vm.assertEq(provider.balance - 1e30, amount - fee, "provider");
        vm.assertEq(deopenchat.credit(treasury), fee, "treasury");
        vm.assertEq(treasury.balance, 1e30, "nothing pushed to the treasury");
        vm.assertEq(address(deopenchat).balance, uint256(_account().escrow) + fee, "solvent");
    }

    /// @dev By what others caused the provider may collect `amount` less the fee, and the treasury the fee.
    function _assertCredits(uint256 amount, uint256 fee) private view {
        vm.assertEq(deopenchat.credit(provider), amount - fee, "provider");
        vm.assertEq(deopenchat.credit(treasury), fee, "treasury");
    }

    function _fee(uint256 amount, uint256 basisPoints) private pure returns (uint256 fee) {
        fee = amount * basisPoints / 10_000;
        if (fee * 10_000 != amount * basisPoints) ++fee;
    }

    function _positive(uint96 amount) private pure returns (uint96) {
        return amount == 0 ? 1 : amount;
    }
}
