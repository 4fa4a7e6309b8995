// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICurrency} from "../src/interfaces/ICurrency.sol";
import {IOrders, OrderState} from "../src/interfaces/IOrders.sol";
import {Receiver} from "./mocks/Receiver.sol";
import {TestToken} from "./mocks/TestToken.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

contract ReturnOrderTest is OrderFixture {
    function test_refusesAnOrderNobodyPosted() external {
        _refusesState(7, OrderState.None);
        _refusesState(0, OrderState.None);
    }

    function test_refusesALockedOrder() external {
        _refusesState(_postAndLock(), OrderState.Locked);
    }

    function test_refusesAnExpiredOrder() external {
        uint256 orderId = _postAndLock();
        vm.warp(block.timestamp + SERVE_SECONDS);
        _refusesState(orderId, OrderState.Expired);
    }

    function test_refusesAFinishedOrder() external {
        uint256 orderId = _postAndLock();
        _finishOrder(orderId);
        _refusesState(orderId, OrderState.Finished);
    }

    function test_refusesASecondTime() external {
        uint256 orderId = _post();
        _return(orderId);
        _refusesState(orderId, OrderState.Returned);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function testFuzz_refusesOthersBeforeTheTimeToLockIsOver(address caller, uint64 wait) external {
        vm.assume(caller != owner);
        uint256 orderId = _post();
        vm.warp(START + wait % (LOCK_UNTIL - START));
        vm.expectRevert(abi.encodeWithSelector(IOrders.OrderStillOpen.selector, LOCK_UNTIL, block.timestamp));
        vm.prank(caller);
        deopenchat.returnOrder(orderId);
    }

    function testFuzz_sendsTheOwnerItsStakeAtAnyTime(uint32 wait) external {
        uint256 orderId = _post();
        vm.warp(START + wait);
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderReturned(orderId, owner, STAKE);
        _return(orderId);
        vm.assertEq(owner.balance, 1e30, "owner");
        _assertState(orderId, OrderState.Returned);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_creditsTheOwnerWhenAnybodyElseCalls() external {
        uint256 orderId = _post();
        vm.warp(LOCK_UNTIL);
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderReturned(orderId, owner, STAKE);
        vm.expectEmit(address(deopenchat));
        emit ICurrency.Credited(owner, STAKE);
        vm.prank(stranger);
        deopenchat.returnOrder(orderId);
        vm.assertEq(stranger.balance, 1e30, "stranger");
        vm.assertEq(deopenchat.credit(owner), STAKE, "credit");
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_returnsAnOrderThatWasOpenedAgain() external {
        uint256 orderId = _reopened();
        _return(orderId);
        _assertStakeIsInOnePlace(orderId, 0, STAKE);
    }

    function test_aReturnedOrderCannotBeLocked() external {
        uint256 orderId = _post();
        _return(orderId);
        vm.expectRevert(_wrongState(orderId, OrderState.Open, OrderState.Returned));
        _lock(orderId);
    }

    function test_leavesOtherOrdersAlone() external {
        _post();
        uint256 other = _postAs(otherOwner, OTHER_CLIENT_KEY, _terms());
        _return(1);
        _assertState(other, OrderState.Open);
        vm.assertEq(address(deopenchat).balance, STAKE, "balance");
    }

    function test_anOwnerThatRefusesMoneyIsCreditedInTheEnd() external {
        Receiver refusing = _receivingOwner();
        refusing.refuse(true);
        bytes memory call_ = abi.encodeCall(deopenchat.returnOrder, (1));
        vm.expectRevert(abi.encodeWithSelector(ICurrency.PaymentRefused.selector, address(refusing), STAKE));
        refusing.act(address(deopenchat), 0, call_);
        vm.warp(LOCK_UNTIL);
        vm.prank(stranger);
        deopenchat.returnOrder(1);
        vm.assertEq(deopenchat.credit(address(refusing)), STAKE, "credit");
    }

    function test_anOwnerThatReentersIsPaidOnce() external {
        Receiver greedy = _receivingOwner();
        bytes memory call_ = abi.encodeCall(deopenchat.returnOrder, (1));
        greedy.replay(call_);
        greedy.act(address(deopenchat), 0, call_);
        vm.assertEq(greedy.replays(), 1, "entered again");
        vm.assertTrue(!greedy.lastSucceeded(), "refused");
        vm.assertEq(address(greedy).balance, STAKE, "paid");
        vm.assertEq(address(deopenchat).balance, STAKE, "the other order's stake");
    }

    /// @dev Its order is the first one; there is another one to steal from.
    function _receivingOwner() private returns (Receiver receiver) {
        receiver = new Receiver(deopenchat);
        vm.deal(address(receiver), STAKE);
        _postAs(address(receiver), CLIENT_KEY, _terms());
        _postAs(otherOwner, OTHER_CLIENT_KEY, _terms());
    }

    function _refusesState(uint256 orderId, OrderState actual) private {
        vm.expectRevert(_wrongState(orderId, OrderState.Open, actual));
        vm.prank(owner);
        deopenchat.returnOrder(orderId);
    }
}

/// @notice The stake is an ERC-20.
contract ReturnOrderInTokensTest is OrderFixture {
    TestToken private token;

    function _currency() internal override returns (address) {
        token = new TestToken();
        return address(token);
    }

    function test_returnsTokens() external {
        token.mint(owner, STAKE);
        vm.prank(owner);
        token.approve(address(deopenchat), STAKE);
        uint256 orderId = _post();
        _return(orderId);
        vm.assertEq(token.balanceOf(owner), STAKE, "owner");
        vm.assertEq(token.balanceOf(address(deopenchat)), 0, "balance");
    }
}
