// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {ClaimStatus} from "../src/interfaces/IClaims.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Fixture} from "./support/Fixture.sol";

contract RequestWithdrawalTest is Fixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 0, 0);
    }

    function test_refusesAnUnknownAccount() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.UnknownAccount.selector, provider, otherClient));
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, otherClient, 1, 0);
    }

    function testFuzz_refusesEverybodyButTheOwner(address caller) external {
        vm.assume(caller != owner);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NotOwner.selector, owner, caller));
        vm.prank(caller);
        deopenchat.requestWithdrawal(provider, client, 1, 0);
    }

    function test_refusesWhileADisplacedOwnerWaits() external {
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 30);
        vm.expectRevert(
            abi.encodeWithSelector(IEscrow.DisplacedWithdrawalPending.selector, owner, block.timestamp + DELAY)
        );
        vm.prank(otherOwner);
        deopenchat.requestWithdrawal(provider, client, 1, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.prank(otherOwner);
        deopenchat.requestWithdrawal(provider, client, 1, 0);
        vm.assertEq(_account().withdrawing, 1, "withdrawing");
    }

    function test_startsTheDelay() external {
        uint64 maturesAt = uint64(block.timestamp) + DELAY;
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.WithdrawalRequested(provider, client, owner, 100, 50, maturesAt, maturesAt + WINDOW);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 100, 50);
        AccountView memory view_ = _account();
        vm.assertEq(view_.withdrawing, 100, "withdrawing");
        vm.assertEq(view_.declaredTotal, 50, "declared total");
        vm.assertEq(view_.maturesAt, maturesAt, "matures at");
        vm.assertEq(view_.lapsesAt, maturesAt + WINDOW, "lapses at");
        vm.assertEq(view_.withdrawalBeneficiary, address(0), "beneficiary");
        _assertMoney(300, 0);
    }

    function test_aSecondRequestReplacesTheFirstAndRestartsTheDelay() external {
        vm.startPrank(owner);
        deopenchat.requestWithdrawal(provider, client, 100, 50);
        vm.warp(block.timestamp + DELAY);
        deopenchat.requestWithdrawal(provider, client, 200, 0);
        vm.stopPrank();
        vm.assertEq(_account().withdrawing, 200, "withdrawing");
        vm.assertEq(_account().declaredTotal, 0, "declared total");
        vm.assertEq(_account().maturesAt, block.timestamp + DELAY, "matures at");
    }

    function test_claimsStayOpenMeanwhile() external {
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 0);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 250)), ClaimStatus.Paid);
        vm.warp(block.timestamp + DELAY);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 260)), ClaimStatus.Paid);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(owner), 40, "credit");
    }
}
