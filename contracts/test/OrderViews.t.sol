// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrderState, OrderView} from "../src/interfaces/IOrders.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

contract OrderViewsTest is OrderFixture {
    OrderView private expected;

    function testFuzz_areZeroForAnOrderNobodyPosted(uint256 orderId) external {
        _post();
        vm.assume(orderId != 1);
        _assertOrder(orderId);
    }

    function test_countNothingBeforeTheFirstOrder() external view {
        vm.assertEq(deopenchat.orderCount(), 0, "count");
        _assertOrder(0);
        _assertOrder(1);
    }

    function test_countOrdersWhateverBecomesOfThem() external {
        _return(_post());
        vm.assertEq(deopenchat.orderCount(), 1, "returned");
        _finishOrder(_postAndLock());
        vm.assertEq(deopenchat.orderCount(), 2, "finished");
        _reopened();
        vm.assertEq(deopenchat.orderCount(), 3, "open again");
    }

    function test_showAnOpenOrder() external {
        _expectPosted();
        _assertOrder(_post());
    }

    function test_showALockedOrder() external {
        _expectPosted();
        _expectLocked(provider);
        _assertOrder(_postAndLock());
    }

    function test_showWhoWasAsked() external {
        _expectPosted();
        _expectLocked(provider);
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        expected.silentFrom = START + SILENCE_SECONDS;
        _assertOrder(orderId);
        vm.warp(START + SILENCE_SECONDS);
        _assertOrder(orderId);
    }

    function test_showWhoAnswered() external {
        _expectPosted();
        _expectLocked(provider);
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        _answer(orderId);
        expected.answered = true;
        _assertOrder(orderId);
    }

    /// @dev No transaction ends the time to serve: the clock does.
    function testFuzz_showThatTheTimeToServeIsOver(uint32 late) external {
        _expectPosted();
        _expectLocked(provider);
        uint256 orderId = _postAndLock();
        vm.warp(START + SERVE_SECONDS - 1);
        _assertOrder(orderId);
        vm.warp(uint256(START) + SERVE_SECONDS + late);
        expected.state = OrderState.Expired;
        _assertOrder(orderId);
    }

    function test_showAFinishedOrderForGood() external {
        _expectPosted();
        _expectLocked(provider);
        uint256 orderId = _postAndLock();
        _finishOrder(orderId);
        expected.state = OrderState.Finished;
        _assertOrder(orderId);
        vm.warp(START + SERVE_SECONDS);
        _assertOrder(orderId);
    }

    function test_showAReturnedOrder() external {
        _expectPosted();
        uint256 orderId = _post();
        _return(orderId);
        expected.state = OrderState.Returned;
        _assertOrder(orderId);
    }

    function test_showWhoStayedSilentUntilTheNextOneLocks() external {
        _expectPosted();
        uint256 orderId = _reopened();
        expected.provider = provider;
        _assertOrder(orderId);
        _lockAs(otherProvider, orderId, _terms());
        _expectLocked(otherProvider);
        _assertOrder(orderId);
    }

    function test_showEachOrderByItself() external {
        _post();
        uint256 other = _postAs(otherOwner, OTHER_CLIENT_KEY, _termsFor(otherProvider));
        _lock(1);
        _expectPosted();
        (expected.owner, expected.client) = (otherOwner, otherClient);
        expected.termsHash = _hashOf(_termsFor(otherProvider));
        _assertOrder(other);
    }

    function _expectPosted() private {
        expected.state = OrderState.Open;
        expected.owner = owner;
        expected.client = client;
        expected.termsHash = _hashOf(_terms());
        expected.stake = STAKE;
        expected.lockUntil = LOCK_UNTIL;
    }

    function _expectLocked(address provider_) private {
        expected.state = OrderState.Locked;
        expected.provider = provider_;
        expected.serveUntil = uint64(block.timestamp) + SERVE_SECONDS;
    }

    function _assertOrder(uint256 orderId) private view {
        vm.assertEq(abi.encode(deopenchat.order(orderId)), abi.encode(expected), "order");
    }
}
