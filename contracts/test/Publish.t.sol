// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders, OrderState} from "../src/interfaces/IOrders.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

contract PublishTest is OrderFixture {
    bytes private constant SEALED = "sealed to the other party";

    uint256 private orderId;

    function setUp() public override {
        super.setUp();
        orderId = _post();
    }

    function testFuzz_refusesAnOrderNobodyPosted(uint256 unknown, address caller) external {
        vm.assume(unknown != orderId && caller != address(0));
        _refuses(unknown, caller);
    }

    function testFuzz_refusesEverybodyElse(address caller) external {
        vm.assume(caller != owner && caller != provider);
        _refuses(orderId, caller);
        _lock(orderId);
        _refuses(orderId, caller);
    }

    function test_refusesTheClientKey() external {
        _lock(orderId);
        _refuses(orderId, client);
    }

    function test_refusesTheProvidersOperator() external {
        _lock(orderId);
        _refuses(orderId, operator);
    }

    function test_refusesAProviderThatDidNotLockIt() external {
        _refuses(orderId, provider);
        _lock(orderId);
        _refuses(orderId, otherProvider);
    }

    function test_refusesTheProviderThatStayedSilent() external {
        _lock(orderId);
        _silence(orderId);
        _reopen(orderId);
        _refuses(orderId, provider);
        _lockAs(otherProvider, orderId, _terms());
        _refuses(orderId, provider);
        _publishes(otherProvider);
    }

    function test_refusesTheProviderThatFinishedIt() external {
        _lock(orderId);
        _finishOrder(orderId);
        _refuses(orderId, provider);
    }

    function test_refusesThePartiesOfAnotherOrder() external {
        uint256 other = _postAs(otherOwner, OTHER_CLIENT_KEY, _termsFor(otherProvider));
        _lockAs(otherProvider, other, _termsFor(otherProvider));
        _refuses(orderId, otherOwner);
        _refuses(orderId, otherProvider);
        _refuses(other, owner);
        _refuses(other, provider);
    }

    function test_theOwnerPublishesWhateverBecameOfTheOrder() external {
        _publishes(owner);
        _lock(orderId);
        _publishes(owner);
        _finishOrder(orderId);
        _publishes(owner);
    }

    function test_theOwnerPublishesAnOrderThatReturned() external {
        _return(orderId);
        _publishes(owner);
    }

    function test_theProviderPublishesWhileItIsLockedAndLater() external {
        _lock(orderId);
        _publishes(provider);
        vm.warp(block.timestamp + SERVE_SECONDS);
        _assertState(orderId, OrderState.Expired);
        _publishes(provider);
        _publishes(owner);
    }

    function testFuzz_tellsWhoeverSentItWhateverItIs(uint256 index, bytes calldata data) external {
        _lock(orderId);
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderData(orderId, provider, index, data);
        vm.prank(provider);
        deopenchat.publish(orderId, index, data);
    }

    /// @dev Nothing but the event: the sender counts for itself.
    function test_keepsNothing() external {
        _lock(orderId);
        bytes32 order = keccak256(abi.encode(deopenchat.order(orderId), _account()));
        vm.record();
        _publishes(provider);
        _publishes(provider);
        (, bytes32[] memory writes) = vm.accesses(address(deopenchat));
        vm.assertEq(writes.length, 0, "writes");
        vm.assertEq(keccak256(abi.encode(deopenchat.order(orderId), _account())), order, "order and account");
    }

    function _publishes(address caller) private {
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderData(orderId, caller, 3, SEALED);
        vm.prank(caller);
        deopenchat.publish(orderId, 3, SEALED);
    }

    function _refuses(uint256 orderId_, address caller) private {
        vm.expectRevert(abi.encodeWithSelector(IOrders.NotPartyOfOrder.selector, orderId_, caller));
        vm.prank(caller);
        deopenchat.publish(orderId_, 3, SEALED);
    }
}
