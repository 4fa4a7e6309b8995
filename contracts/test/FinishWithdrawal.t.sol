// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimStatus} from "../src/interfaces/IClaims.sol";
import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract FinishWithdrawalTest is ProvisionalFixture {
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

    function test_aDisplacedOwnersWithdrawalNeverLapses() external {
        _displaceAndAssert(30, 200);
        _assertStatus(_claim(_confirmation(CLIENT_KEY, provider, 100)), ClaimStatus.Paid);
        vm.warp(block.timestamp + 1000 days);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(owner), 130, "what neither was claimed nor is held");
        _assertMoney(100, 100);
        _assertHeld(100);
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

    function test_theFeeIsOfWhatTheProviderIsPaid() external {
        vm.prank(treasury);
        deopenchat.setFee(500);
        vm.warp(block.timestamp + DELAY);
        _request(type(uint96).max, 50);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        // A twentieth of 50, rounded up.
        vm.assertEq(deopenchat.credit(treasury), 3, "fee");
        vm.assertEq(deopenchat.credit(provider), 47, "provider");
        vm.assertEq(deopenchat.credit(owner), 250, "owner");
    }

    function test_leavesWhatAProvisionalClaimHolds() external {
        _request(type(uint96).max, 0);
        vm.warp(block.timestamp + DELAY);
        _assert(200);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.WithdrawalFinished(provider, client, owner, 0, 100, 0);
        deopenchat.finishWithdrawal(provider, client);
        _assertMoney(200, 0);
        _assertHeld(200);
        vm.assertEq(deopenchat.credit(owner), 100, "credit");
        vm.assertEq(_account().maturesAt, 0, "nothing of the rest comes back");
        _finish();
        _assertMoney(0, 200);
        vm.assertEq(_gain(), 200, "provider");
    }

    function test_paysTheDeclaredTotalOutOfWhatIsHeld() external {
        _request(type(uint96).max, 50);
        vm.warp(block.timestamp + DELAY);
        bytes32 requestHash = _assert(200);
        deopenchat.finishWithdrawal(provider, client);
        _assertMoney(150, 50);
        _assertHeld(150);
        vm.assertEq(deopenchat.credit(owner), 100, "owner");
        _contest(requestHash, 120);
        _assertMoney(0, 120);
        vm.assertEq(_gain(), 120 - 80, "provider");
        vm.assertEq(deopenchat.burned(), 160, "burned");
    }

    function testFuzz_neverTouchesWhatIsHeld(uint96 amount, uint96 declaredTotal, uint96 asserted) external {
        (amount, declaredTotal, asserted) = (amount % 400 + 1, declaredTotal % 400, asserted % 300 + 1);
        _request(amount, declaredTotal);
        vm.warp(block.timestamp + DELAY);
        _assert(asserted);
        deopenchat.finishWithdrawal(provider, client);
        uint256 total = declaredTotal > 300 ? 300 : declaredTotal;
        uint256 held = asserted > total ? asserted - total : 0;
        uint256 free = 300 - total - held;
        uint256 paid = amount < free ? amount : free;
        _assertMoney(300 - total - paid, total);
        _assertHeld(held);
        vm.assertEq(deopenchat.credit(owner), paid, "owner");
        _finish();
        vm.assertEq(_gain(), int256(asserted > total ? asserted : total), "provider");
        _assertMoney(300 - total - paid - held, total + held);
    }

    function test_paysADisplacedOwnerMeanwhileIfTheRestIsEnough() external {
        _displaceAndAssert(300, 200);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(owner), 300, "credit");
        _assertMoney(300, 0);
        _assertHeld(200);
    }

    function test_paysADisplacedOwnerWhatIsNotHeld() external {
        bytes32 requestHash = _displaceAndAssert(30, 200);
        vm.expectEmit(address(deopenchat));
        emit IWithdrawals.WithdrawalFinished(provider, client, owner, 0, 130, 0);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(_account().withdrawalBeneficiary, address(0), "nothing of the rest comes back");
        _contestAs(otherOwner, requestHash, 120);
        _assertMoney(0, 120);
    }

    /// @dev However it is decided, before the withdrawal is finished or after, the new owner's money is spent first: the displaced one gets all of its own if there is as
    /// much, and else all that is left.
    function testFuzz_paysADisplacedOwnerAfterTheDecision(uint96 deposit, uint96 asserted, uint96 owed, uint8 decision)
        external
    {
        deposit = (deposit % 200 + 1) * 3;
        asserted = asserted % (300 + deposit) + 1;
        bytes32 requestHash = _displaceAndAssert(deposit, asserted);
        if (decision % 4 == 3) deopenchat.finishWithdrawal(provider, client);
        if (decision % 4 < 2) _contestAs(otherOwner, requestHash, owed);
        else if (decision % 4 == 2) _confirm(asserted);
        else _finish();
        uint256 left = uint256(300) + deposit - asserted;
        if (decision % 4 != 3) deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(deopenchat.credit(owner), left < 300 ? left : 300, "displaced owner");
        vm.assertEq(_account().escrow, left < 300 ? 0 : left - 300, "escrow");
    }

    /// @dev The owner of 300 is displaced by another one with this deposit; one delay later the provider asserts.
    function _displaceAndAssert(uint96 deposit, uint96 asserted) private returns (bytes32 requestHash) {
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, deposit);
        vm.warp(block.timestamp + DELAY);
        return _assert(asserted);
    }

    function _request(uint96 amount, uint96 declaredTotal) private {
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, amount, declaredTotal);
    }
}
