// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders, OrderState, OrderTerms} from "../src/interfaces/IOrders.sol";
import {OrderFixture} from "./support/OrderFixture.sol";

contract ChallengeOrderTest is OrderFixture {
    function test_refusesAnOrderThatIsNotLocked() external {
        _refuses(7, _terms(), _wrongState(7, OrderState.Locked, OrderState.None));
        uint256 orderId = _post();
        _refuses(orderId, _terms(), _wrongState(orderId, OrderState.Locked, OrderState.Open));
        _lock(orderId);
        _finishOrder(orderId);
        _refuses(orderId, _terms(), _wrongState(orderId, OrderState.Locked, OrderState.Finished));
        orderId = _post();
        _return(orderId);
        _refuses(orderId, _terms(), _wrongState(orderId, OrderState.Locked, OrderState.Returned));
    }

    function test_refusesWhenTheTimeToServeIsOver() external {
        uint256 orderId = _postAndLock();
        vm.warp(START + SERVE_SECONDS);
        _refuses(orderId, _terms(), _wrongState(orderId, OrderState.Locked, OrderState.Expired));
    }

    function testFuzz_refusesEverybodyButTheOwner(address caller) external {
        vm.assume(caller != owner);
        uint256 orderId = _postAndLock();
        vm.expectRevert(abi.encodeWithSelector(IOrders.NotOrderOwner.selector, owner, caller));
        vm.prank(caller);
        deopenchat.challengeOrder(orderId, _terms());
    }

    /// @dev With other terms an owner could give the provider no time at all.
    function test_refusesOtherTerms() external {
        uint256 orderId = _postAndLock();
        OrderTerms memory terms = _terms();
        terms.silenceSeconds = 1;
        bytes memory expected =
            abi.encodeWithSelector(IOrders.WrongOrderTerms.selector, orderId, _hashOf(_terms()), _hashOf(terms));
        _refuses(orderId, terms, expected);
    }

    function test_refusesWhatHasAnAnswer() external {
        uint256 orderId = _postAndLock();
        _answer(orderId);
        _refuses(orderId, _terms(), abi.encodeWithSelector(IOrders.OrderHasAnswer.selector, orderId));
    }

    /// @dev Neither earlier nor later: the time of the first question stays.
    function testFuzz_refusesToAskAgain(uint32 wait) external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        vm.warp(START + wait % SERVE_SECONDS);
        bytes memory expected = abi.encodeWithSelector(IOrders.OrderAskedBefore.selector, START + SILENCE_SECONDS);
        _refuses(orderId, _terms(), expected);
    }

    /// @dev An answer must be able to come while the order can still be opened again.
    function testFuzz_refusesWhenNoTimeIsLeftToAnswer(uint32 wait) external {
        uint256 orderId = _postAndLock();
        wait = SERVE_SECONDS - SILENCE_SECONDS + wait % SILENCE_SECONDS;
        vm.warp(START + wait);
        uint256 serveUntil = START + SERVE_SECONDS;
        bytes memory expected = abi.encodeWithSelector(
            IOrders.OrderAskedTooLate.selector, serveUntil - 1 - SILENCE_SECONDS, block.timestamp
        );
        _refuses(orderId, _terms(), expected);
    }

    function test_anOrderWhoseSilenceIsItsTimeToServeIsNeverAsked() external {
        OrderTerms memory terms = _terms();
        terms.silenceSeconds = terms.serveSeconds;
        uint256 orderId = _post(terms);
        _lockAs(provider, orderId, terms);
        bytes memory expected = abi.encodeWithSelector(IOrders.OrderAskedTooLate.selector, START - 1, START);
        _refuses(orderId, terms, expected);
    }

    function testFuzz_startsTheTimeToAnswer(uint32 wait) external {
        uint256 orderId = _postAndLock();
        vm.warp(START + wait % (SERVE_SECONDS - SILENCE_SECONDS));
        uint64 silentFrom = uint64(block.timestamp) + SILENCE_SECONDS;
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderChallenged(orderId, provider, silentFrom);
        _challenge(orderId);
        vm.assertEq(deopenchat.order(orderId).silentFrom, silentFrom, "silent from");
        _assertState(orderId, OrderState.Locked);
        _assertStakeIsInOnePlace(orderId, STAKE, 0);
    }

    function test_asksTheNextProviderAnew() external {
        uint256 orderId = _reopened();
        _lockAs(otherProvider, orderId, _terms());
        vm.assertEq(deopenchat.order(orderId).silentFrom, 0, "nobody asked it");
        vm.expectEmit(address(deopenchat));
        emit IOrders.OrderChallenged(orderId, otherProvider, uint64(block.timestamp) + SILENCE_SECONDS);
        _challenge(orderId);
    }

    function _refuses(uint256 orderId, OrderTerms memory terms, bytes memory expected) private {
        vm.expectRevert(expected);
        vm.prank(owner);
        deopenchat.challengeOrder(orderId, terms);
    }
}
