// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders, OrderState, OrderView} from "../src/interfaces/IOrders.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

/// @notice When an order may be opened again, and what that changes.
contract ReopenOrderTest is OrderFixture {
    function test_refusesAnOrderThatIsNotLocked() external {
        _refuses(7, _wrongState(7, OrderState.Locked, OrderState.None));
        uint256 orderId = _post();
        _refuses(orderId, _wrongState(orderId, OrderState.Locked, OrderState.Open));
        _return(orderId);
        _refuses(orderId, _wrongState(orderId, OrderState.Locked, OrderState.Returned));
    }

    function test_refusesASecondTime() external {
        uint256 orderId = _reopened();
        _refuses(orderId, _wrongState(orderId, OrderState.Locked, OrderState.Open));
        vm.assertEq(_recordOf(provider).ordersAbandoned, 1, "counted once");
        _assertStakeIsInOnePlace(orderId, 0, 0);
    }

    /// @dev From then on the account is an ordinary one, which nobody leaves faster than within the delay.
    function testFuzz_refusesWhenTheTimeToServeIsOver(uint32 late) external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        vm.warp(START + SERVE_SECONDS + uint256(late));
        _refuses(orderId, _wrongState(orderId, OrderState.Locked, OrderState.Expired));
        _assertStakeIsInOnePlace(orderId, STAKE, 0);
    }

    function test_refusesIfNobodyAsked() external {
        uint256 orderId = _postAndLock();
        _refuses(orderId, abi.encodeWithSelector(IOrders.OrderNotSilent.selector, 0, START));
    }

    function testFuzz_refusesWithinTheTimeToAnswer(uint32 wait) external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        vm.warp(START + wait % SILENCE_SECONDS);
        bytes memory expected =
            abi.encodeWithSelector(IOrders.OrderNotSilent.selector, START + SILENCE_SECONDS, block.timestamp);
        _refuses(orderId, expected);
    }

    function test_refusesWhatHasAnAnswer() external {
        uint256 orderId = _postAndLock();
        _silence(orderId);
        _answer(orderId);
        _refuses(orderId, abi.encodeWithSelector(IOrders.OrderHasAnswer.selector, orderId));
    }

    /// @dev Two wallets of one provider would hand it to and fro ahead of its owner.
    function testFuzz_refusesEverybodyButTheOwner(address caller) external {
        vm.assume(caller != owner);
        uint256 orderId = _postAndLock();
        _silence(orderId);
        vm.expectRevert(abi.encodeWithSelector(IOrders.NotOrderOwner.selector, owner, caller));
        vm.prank(caller);
        deopenchat.reopenOrder(orderId);
    }

    function testFuzz_opensTheOrderForOthers(uint32 wait) external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        vm.warp(START + SILENCE_SECONDS + wait % (SERVE_SECONDS - SILENCE_SECONDS));
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderReopened(orderId, provider, STAKE);
        _reopen(orderId);
        OrderView memory view_ = deopenchat.order(orderId);
        vm.assertEq(uint256(view_.state), uint256(OrderState.Open), "state");
        vm.assertEq(view_.provider, provider, "the one that stayed silent");
        vm.assertEq(view_.serveUntil, 0, "serve until");
        vm.assertEq(view_.silentFrom, 0, "silent from");
        vm.assertTrue(!view_.answered, "answered");
        vm.assertEq(_account().maturesAt, 0, "no withdrawal is pending any more");
        _assertStakeIsInOnePlace(orderId, 0, 0);
    }

    function test_countsInTheRecordOfTheOneThatStayedSilent() external {
        uint256 orderId = _reopened();
        _lockAs(otherProvider, orderId, _terms());
        _assertOrderCounts(provider, 1, 0, 1);
        _assertOrderCounts(otherProvider, 1, 0, 0);
    }

    function test_theCountOfAbandonedOrdersStops() external {
        uint256 orderId = _postAndLock();
        _silence(orderId);
        _fillOrderCounts(provider);
        _reopen(orderId);
        _assertOrderCounts(provider, type(uint32).max, type(uint32).max, type(uint32).max);
    }

    function test_theNextOneServes() external {
        uint256 orderId = _reopened();
        _lockAs(otherProvider, orderId, _terms());
        deopenchat.claim(otherProvider, _rows(_confirmation(CLIENT_KEY, otherProvider, 100)));
        vm.assertEq(otherProvider.balance, 1e30 + 100, "paid");
        vm.assertEq(deopenchat.account(otherProvider, client).escrow, 200, "escrow");
        _claim(_confirmation(CLIENT_KEY, provider, 100));
        vm.assertEq(provider.balance, 1e30, "the silent one gets nothing");
    }

    function test_passesThroughManyHands() external {
        uint256 orderId = _reopened();
        for (uint256 i = 0; i < 3; ++i) {
            address next = i % 2 == 0 ? otherProvider : provider;
            _lockAs(next, orderId, _terms());
            _silence(orderId);
            _reopen(orderId);
            _assertStakeIsInOnePlace(orderId, 0, 0);
        }
        vm.assertEq(_recordOf(provider).ordersAbandoned, 2, "abandoned");
        _return(orderId);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    /// @dev The owner need not give another one the chance.
    function test_opensAndReturnsInOneBatch() external {
        uint256 orderId = _postAndLock();
        _silence(orderId);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(deopenchat.reopenOrder, (orderId));
        calls[1] = abi.encodeCall(deopenchat.returnOrder, (orderId));
        vm.prank(owner);
        deopenchat.batch(calls);
        vm.assertEq(owner.balance, 1e30, "owner");
    }

    function test_returnsToTheOwnerWhenTheTimeToLockIsOverMeanwhile() external {
        uint256 orderId = _post();
        vm.warp(LOCK_UNTIL - 1);
        _lock(orderId);
        _silence(orderId);
        _reopen(orderId);
        bytes memory over = abi.encodeWithSelector(IOrders.OrderLockOver.selector, LOCK_UNTIL, block.timestamp);
        vm.expectRevert(over);
        _lockAs(otherProvider, orderId, _terms());
        vm.prank(stranger);
        deopenchat.returnOrder(orderId);
        vm.assertEq(deopenchat.credit(owner), STAKE, "owner");
    }

    function _refuses(uint256 orderId, bytes memory expected) private {
        vm.expectRevert(expected);
        _reopen(orderId);
    }
}

/// @notice What lies in the account, and who has a right to it, while a silent provider has the order.
contract ReopenOrderStakeTest is OrderFixture {
    uint256 private orderId;

    function setUp() public override {
        super.setUp();
        orderId = _postAndLock();
        _silence(orderId);
    }

    function testFuzz_refusesWhenTheProviderWasPaid(uint96 paid, uint96 added) external {
        paid = paid % STAKE + 1;
        added = added % 1000;
        if (added != 0) _deposit(added);
        _claim(_confirmation(CLIENT_KEY, provider, paid));
        _refuses(0);
        _assertMoney(STAKE + added - paid, paid);
    }

    function test_refusesWhileTheProviderAssertsRounds() external {
        _deposit(STAKE);
        bytes32 requestHash = _assert(1);
        _refuses(0);
        _contest(requestHash, 0);
        _reopen(orderId);
        _assertMoney(STAKE - 1, 0);
    }

    function test_refusesWhenAnAssertedRoundWasPaid() external {
        _assert(50);
        vm.warp(block.timestamp + DELAY);
        deopenchat.finishProvisionalClaim(provider, client);
        _refuses(0);
    }

    /// @dev What was burned is no part of the stake that could return.
    function test_refusesWhenAContestBurnedPartOfTheStake() external {
        _contest(_assert(50), 0);
        _refuses(STAKE - 50);
    }

    function test_refusesAfterAWithdrawalOfTheStake() external {
        _withdraw(STAKE);
        _refuses(0);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_refusesAfterTheSmallestWithdrawal() external {
        _withdraw(1);
        _refuses(0);
        _assertStakeIsInOnePlace(orderId, STAKE - 1, 1);
    }

    function test_refusesAfterARelease() external {
        _release(0);
        _refuses(0);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    /// @dev An owner that took the stake out and put other money in must not take that out again at once: it backs new rounds.
    function testFuzz_refusesToTakeOtherMoneyForTheStake(uint96 deposited, bool byRelease) external {
        if (byRelease) _release(0);
        else _withdraw(type(uint96).max);
        deposited = deposited % 1000 + STAKE;
        _deposit(deposited);
        _refuses(0);
        _assertMoney(deposited, 0);
    }

    /// @dev The next order's stake is not this one's, though owner, client and provider are the same.
    function test_refusesToTakeTheStakeOfTheNextOrder() external {
        _release(0);
        uint256 next = _post();
        _lock(next);
        _refuses(0);
        _assertMoney(STAKE, 0);
        _silence(next);
        _reopen(next);
        _refuses(0);
        _assertMoney(0, 0);
        vm.assertEq(address(deopenchat).balance, STAKE, "balance");
    }

    function test_takesTheStakeAndNoMore() external {
        _deposit(50);
        _reopen(orderId);
        _assertMoney(50, 0);
        vm.assertEq(address(deopenchat).balance, STAKE + 50, "balance");
        vm.assertEq(_account().withdrawing, type(uint96).max, "the rest comes back as announced");
    }

    /// @dev An own request counts only once money has moved.
    function test_endsAWithdrawalOfWhichNothingIsLeft() external {
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, type(uint96).max, 0);
        _reopen(orderId);
        vm.assertEq(_account().maturesAt, 0, "matures at");
        _assertStakeIsInOnePlace(orderId, 0, 0);
    }

    function test_keepsAWithdrawalOfOtherMoney() external {
        _deposit(50);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 50, 0);
        uint256 maturesAt = _account().maturesAt;
        _reopen(orderId);
        vm.assertEq(_account().maturesAt, maturesAt, "matures at");
        vm.warp(maturesAt);
        vm.prank(owner);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(owner.balance, 1e30 - STAKE, "owner");
    }

    function test_worksAfterTheOwnerCancelledTheWithdrawal() external {
        vm.prank(owner);
        deopenchat.cancelWithdrawal(provider, client);
        _reopen(orderId);
        _assertStakeIsInOnePlace(orderId, 0, 0);
    }

    function _refuses(uint256 actual) private {
        vm.expectRevert(abi.encodeWithSelector(IOrders.StakeNotWhole.selector, orderId, STAKE, actual));
        _reopen(orderId);
        _assertState(orderId, OrderState.Locked);
    }
}

/// @notice A squatter opened the account before the lock, perhaps the provider itself.
contract ReopenSquattedOrderTest is OrderFixture {
    uint256 private orderId;

    function test_theSquatterKeepsItsOwn() external {
        _squat(30);
        _reopen(orderId);
        _assertMoney(30, 0);
        vm.assertEq(_account().withdrawalBeneficiary, stranger, "its withdrawal is still pending");
        vm.warp(START + DELAY);
        vm.prank(stranger);
        deopenchat.finishWithdrawal(provider, client);
        vm.assertEq(stranger.balance, 1e30, "squatter");
        vm.assertEq(address(deopenchat).balance, STAKE, "the stake");
    }

    /// @dev What the squatter takes out is not money of the order's owner.
    function test_worksAfterTheSquatterLeft() external {
        _squat(30);
        vm.warp(START + DELAY);
        deopenchat.finishWithdrawal(provider, client);
        _reopen(orderId);
        _assertMoney(0, 0);
        vm.assertEq(deopenchat.credit(stranger), 30, "squatter");
    }

    /// @dev The squatter's escrow, however large, never stands in for the stake.
    function test_refusesToTakeTheSquattersMoney() external {
        _squat(900);
        _contest(_assert(50), 0);
        vm.expectRevert(abi.encodeWithSelector(IOrders.StakeNotWhole.selector, orderId, STAKE, STAKE - 50));
        _reopen(orderId);
    }

    /// @dev What the provider was paid before the lock, here by itself, is no sign of life after it.
    function test_worksWhenTheProviderWasPaidBeforeTheLock() external {
        _fetch(provider, provider, CLIENT_KEY, 3);
        uint64 deadline = uint64(block.timestamp);
        bytes memory signature =
            _long(_releaseSignature(OPERATOR_KEY, address(deopenchat), provider, client, 3, 0, deadline));
        vm.prank(provider);
        deopenchat.release(provider, client, 3, 0, deadline, signature);
        vm.assertEq(_account().claimed, 3, "paid by itself");
        orderId = _postAndLock();
        _silence(orderId);
        _reopen(orderId);
        _assertMoney(0, 3);
        _assertState(orderId, OrderState.Open);
    }

    function testFuzz_everyBaseUnitHasOnePlace(uint96 squatted, uint96 added, uint96 asserted, uint96 owed) external {
        squatted = squatted % 300 * 3;
        _squat(squatted);
        added = added % 1000;
        if (added != 0) _deposit(added);
        asserted = asserted % (STAKE + squatted + added + 1);
        if (asserted != 0) _contest(_assert(asserted), owed % 2000);
        uint256 total = uint256(STAKE) + squatted + added - deopenchat.burned() / 2;
        vm.prank(owner);
        (bool opened,) = address(deopenchat).call(abi.encodeCall(deopenchat.reopenOrder, (orderId)));
        uint256 open = opened ? STAKE : 0;
        vm.assertEq(_account().escrow + _account().claimed + open, total, "nothing is lost");
        if (opened) vm.assertEq(_account().claimed, 0, "paid nothing");
        if (opened) vm.assertGe(_account().escrow, squatted, "the squatter's");
    }

    function _squat(uint96 amount) private {
        orderId = _post();
        if (amount != 0) _fetch(stranger, provider, CLIENT_KEY, amount);
        _lock(orderId);
        _silence(orderId);
    }
}

/// @notice The stake is an ERC-20: opening again moves none of it.
contract ReopenOrderInTokensTest is OrderFixture {
    TestToken private token;

    function _currency() internal override returns (address) {
        token = new TestToken();
        return address(token);
    }

    function test_returnsToTheOwnerInTheEnd() external {
        token.mint(owner, STAKE);
        vm.prank(owner);
        token.approve(address(deopenchat), STAKE);
        uint256 orderId = _reopened();
        vm.assertEq(token.balanceOf(address(deopenchat)), STAKE, "balance");
        _return(orderId);
        vm.assertEq(token.balanceOf(owner), STAKE, "owner");
    }
}
