// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {Fixture} from "./support/Fixture.sol";

contract FinishWithdrawalTest is Fixture {
    function setUp() public override {
        super.setUp();
        _fetch(owner, provider, CLIENT_KEY, 300);
    }

    function test_refusesIfNoneIsPending() external {
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NoWithdrawal.selector, provider, client));
        deopenchat.finishWithdrawal(provider, client);
    }

    function testFuzz_refusesBeforeTheDelayIsOver(uint64 wait) external {
        wait = wait % DELAY;
        _request(100, 0);
        uint256 maturesAt = _account().maturesAt;
        vm.warp(block.timestamp + wait);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WithdrawalNotMature.selector, maturesAt, block.timestamp));
        vm.prank(owner);
        deopenchat.finishWithdrawal(provider, client);
    }

    function test_refusesSevenDaysAfterTheDelay() external {
        _request(100, 0);
        uint256 lapsesAt = _account().lapsesAt;
        vm.warp(lapsesAt);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.WithdrawalLapsed.selector, lapsesAt, lapsesAt));
        deopenchat.finishWithdrawal(provider, client);
        _request(100, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _assertMoney(200, 0);
    }

    function test_acceptsTheLastSecond() external {
        _request(100, 0);
        vm.warp(_account().lapsesAt - 1);
        deopenchat.finishWithdrawal(provider, client);
        _assertMoney(200, 0);
    }

    function test_refusesASecondTime() external {
        _request(100, 0);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NoWithdrawal.selector, provider, client));
        deopenchat.finishWithdrawal(provider, client);
    }

    function test_sendsTheOwnerItsShareAndCreditsTheProvider() external {
        _request(type(uint96).max, 50);
        vm.warp(block.timestamp + DELAY);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.WithdrawalFinished(provider, client, owner, 50, 250, 50);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(provider, 50);
        vm.prank(owner);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(owner.balance, 1e30 - 50, "owner");
        vm.assertEq(deopenchat.credit(provider), 50, "credit of the provider");
        _assertMoney(0, 50);
    }

    function test_sendsTheProviderItsShareAndCreditsTheOwner() external {
        _request(type(uint96).max, 50);
        vm.warp(block.timestamp + DELAY);
        vm.prank(provider);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(provider.balance, 1e30 + 50, "provider");
        vm.assertEq(deopenchat.credit(owner), 250, "credit of the owner");
    }

    function test_sendsAStrangerNothing() external {
        _request(type(uint96).max, 50);
        vm.warp(block.timestamp + DELAY);
        vm.prank(stranger);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(stranger.balance, 1e30, "stranger");
        vm.assertEq(deopenchat.credit(owner) + deopenchat.credit(provider), 300, "credits");
    }

    function test_aProviderThatOwnsTheAccountGetsBoth() external {
        _fetch(provider, provider, OTHER_CLIENT_KEY, 30);
        vm.startPrank(provider);
        deopenchat.requestWithdrawal(provider, otherClient, 20, 5);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, otherClient);
        vm.stopPrank();
        vm.assertEq(provider.balance, 1e30 - 30 + 25, "provider");
    }

    function test_anOwnerThatRefusesMoneyDoesNotStopTheProvider() external {
        Receiver refusing = new Receiver(deopenchat);
        vm.deal(address(refusing), 30);
        refusing.refuse(true);
        _fetch(address(refusing), provider, OTHER_CLIENT_KEY, 30);
        vm.prank(address(refusing));
        deopenchat.requestWithdrawal(provider, otherClient, 30, 10);
        vm.warp(block.timestamp + DELAY);
        vm.prank(provider);
        deopenchat.finishWithdrawal(provider, otherClient);
        vm.assertEq(provider.balance, 1e30 + 10, "provider");
        vm.assertEq(deopenchat.credit(address(refusing)), 20, "credit");
    }

    function test_anOwnerThatReentersIsPaidOnce() external {
        Receiver greedy = new Receiver(deopenchat);
        vm.deal(address(greedy), 30);
        _fetch(address(greedy), provider, OTHER_CLIENT_KEY, 30);
        vm.prank(address(greedy));
        deopenchat.requestWithdrawal(provider, otherClient, 20, 0);
        vm.warp(block.timestamp + DELAY);
        greedy.replay(abi.encodeCall(deopenchat.finishWithdrawal, (provider, otherClient)));
        vm.prank(address(greedy));
        deopenchat.finishWithdrawal(provider, otherClient);
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertEq(address(greedy).balance, 20, "paid");
        vm.assertEq(deopenchat.account(provider, otherClient).escrow, 10, "escrow");
    }

    function testFuzz_paysTheProviderFirst(uint96 amount, uint96 declaredTotal, uint96 claimedBefore) external {
        vm.assume(amount > 0);
        amount = uint96(amount % 400) + 1;
        declaredTotal = declaredTotal % 400;
        claimedBefore = claimedBefore % 301;
        _request(amount, declaredTotal);
        if (claimedBefore > 0) _claim(_confirmation(CLIENT_KEY, provider, claimedBefore));
        vm.warp(block.timestamp + DELAY);
        vm.prank(owner);
        deopenchat.finishWithdrawal(provider, client);
        uint256 providerTotal = claimedBefore > declaredTotal ? claimedBefore : declaredTotal;
        if (providerTotal > 300) providerTotal = 300;
        uint256 rest = 300 - providerTotal;
        uint256 paid = amount < rest ? amount : rest;
        vm.assertEq(provider.balance - 1e30 + deopenchat.credit(provider), providerTotal, "provider");
        vm.assertEq(owner.balance, 1e30 - 300 + paid, "owner");
        _assertMoney(rest - paid, providerTotal);
    }

    /// @dev A confirmation is stale for whatever of it the declared total has paid.
    function test_aDeclaredTotalIsNotPaidTwice() external {
        _request(100, 50);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _claim(_confirmation(CLIENT_KEY, provider, 60));
        vm.assertEq(provider.balance - 1e30, 10, "claimed");
        _assertMoney(140, 60);
    }

    function _request(uint96 amount, uint96 declaredTotal) private {
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, amount, declaredTotal);
    }
}
