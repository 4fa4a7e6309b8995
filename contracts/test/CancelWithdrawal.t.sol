// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Fixture} from "./support/Fixture.sol";

contract CancelWithdrawalTest is Fixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_refusesAnUnknownAccount() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.UnknownAccount.selector, provider, otherClient));
        deopenchat.cancelWithdrawal(provider, otherClient);
    }

    function testFuzz_refusesEverybodyButTheOwner(address caller) external {
        vm.assume(caller != owner);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NotOwner.selector, owner, caller));
        vm.prank(caller);
        deopenchat.cancelWithdrawal(provider, client);
    }

    function test_refusesWhileADisplacedOwnerWaits() external {
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 30);
        vm.expectRevert(
            abi.encodeWithSelector(IEscrow.DisplacedWithdrawalPending.selector, owner, block.timestamp + DELAY)
        );
        vm.prank(otherOwner);
        deopenchat.cancelWithdrawal(provider, client);
    }

    function test_refusesIfNoneIsPending() external {
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NoWithdrawal.selector, provider, client));
        vm.prank(owner);
        deopenchat.cancelWithdrawal(provider, client);
    }

    function test_forgetsTheRequest() external {
        vm.startPrank(owner);
        deopenchat.requestWithdrawal(provider, client, 100, 50);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.WithdrawalCancelled(provider, client, owner);
        deopenchat.cancelWithdrawal(provider, client);
        vm.stopPrank();
        vm.assertEq(_account().withdrawing, 0, "withdrawing");
        vm.assertEq(_account().declaredTotal, 0, "declared total");
        vm.assertEq(_account().maturesAt, 0, "matures at");
        vm.warp(block.timestamp + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NoWithdrawal.selector, provider, client));
        deopenchat.finishWithdrawal(provider, client);
    }
}
