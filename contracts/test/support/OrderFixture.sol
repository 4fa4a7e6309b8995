// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../src/interfaces/IClaims.sol";
import {IOrders, OrderState, OrderTerms, OrderView} from "../../src/interfaces/IOrders.sol";
import {ProvisionalFixture} from "./ProvisionalFixture.sol";

/// @notice An owner that asks the open market for the fixture's model, at the fixture's prices.
abstract contract OrderFixture is ProvisionalFixture {
    uint64 internal constant START = 1_800_000_000;
    uint96 internal constant STAKE = 300;
    uint64 internal constant LOCK_UNTIL = START + 3 days;
    uint32 internal constant SERVE_SECONDS = 4 days;
    uint32 internal constant SILENCE_SECONDS = 1 hours;
    bytes internal constant MEMO = "sealed to myself";

    /// @dev The same ones whatever the time is: whoever acts on an order hands them in again.
    function _terms() internal pure returns (OrderTerms memory terms) {
        terms.model = MODEL;
        terms.stake = STAKE;
        terms.maxPrices = _prices();
        terms.lockUntil = LOCK_UNTIL;
        terms.serveSeconds = SERVE_SECONDS;
        terms.silenceSeconds = SILENCE_SECONDS;
        terms.criteria.maxFlaggedShare = 10_000;
    }

    function _termsFor(address wanted) internal pure returns (OrderTerms memory terms) {
        terms = _terms();
        terms.providers = new address[](1);
        terms.providers[0] = wanted;
    }

    function _hashOf(OrderTerms memory terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(terms));
    }

    /// @dev What the client of an order signs: `owner_` may own its account with any provider.
    function _orderBind(uint256 clientKey, address owner_) internal view returns (bytes memory) {
        return _long(_bindSignature(clientKey, address(deopenchat), address(0), owner_));
    }

    function _post() internal returns (uint256 orderId) {
        return _post(_terms());
    }

    function _post(OrderTerms memory terms) internal virtual returns (uint256 orderId) {
        return _postAs(owner, CLIENT_KEY, terms);
    }

    function _postAs(address owner_, uint256 clientKey, OrderTerms memory terms) internal returns (uint256 orderId) {
        bytes memory publicKey = _publicKey(clientKey);
        bytes memory bind = _orderBind(clientKey, owner_);
        uint256 value = deopenchat.currency() == address(0) ? terms.stake : 0;
        vm.prank(owner_);
        return deopenchat.postOrder{value: value}(terms, publicKey, bind, MEMO);
    }

    function _lock(uint256 orderId) internal {
        _lockAs(provider, orderId, _terms());
    }

    function _lockAs(address provider_, uint256 orderId, OrderTerms memory terms) internal {
        vm.prank(provider_);
        deopenchat.lockOrder(orderId, terms);
    }

    function _postAndLock() internal returns (uint256 orderId) {
        orderId = _post();
        _lock(orderId);
    }

    function _challenge(uint256 orderId) internal {
        vm.prank(owner);
        deopenchat.challengeOrder(orderId, _terms());
    }

    /// @dev Asks, and waits until the provider counts as silent.
    function _silence(uint256 orderId) internal {
        _challenge(orderId);
        vm.warp(deopenchat.order(orderId).silentFrom);
    }

    function _reopened() internal returns (uint256 orderId) {
        orderId = _postAndLock();
        _silence(orderId);
        _reopen(orderId);
    }

    function _reopen(uint256 orderId) internal {
        vm.prank(owner);
        deopenchat.reopenOrder(orderId);
    }

    /// @dev The simplest request that a client signs for a provider.
    function _request(address provider_) internal view returns (InferenceRequest memory request) {
        request = _opening(SEQUENCE, STAKE).request;
        request.provider = provider_;
    }

    function _answer(uint256 orderId) internal {
        InferenceRequest memory request = _request(provider);
        bytes memory signature = _long(_requestSignature(CLIENT_KEY, address(deopenchat), request));
        deopenchat.answerChallenge(orderId, _sent(request), signature);
    }

    function _finishOrder(uint256 orderId) internal {
        vm.prank(provider);
        deopenchat.finishOrder(orderId, new ClaimRow[](0));
    }

    function _finishOrder(uint256 orderId, uint96 confirmed) internal {
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, provider, confirmed));
        vm.prank(provider);
        deopenchat.finishOrder(orderId, rows);
    }

    function _return(uint256 orderId) internal {
        vm.prank(owner);
        deopenchat.returnOrder(orderId);
    }

    function _release(uint96 settledTotal) internal {
        uint64 deadline = uint64(block.timestamp);
        uint64 nonce = _account().releaseNonce;
        bytes memory signature = _long(
            _releaseSignature(OPERATOR_KEY, address(deopenchat), provider, client, settledTotal, nonce, deadline)
        );
        vm.prank(owner);
        deopenchat.release(provider, client, settledTotal, nonce, deadline, signature);
    }

    /// @dev Fills the counts of orders in a provider's record, which are in its second and third slot:
    ///   flagged u96 | contested u96 | ordersLocked u32 | ordersFinished u32
    ///   compared u96 | preferred u96 | ordersAbandoned u32
    function _fillOrderCounts(address provider_) internal {
        vm.record();
        _recordOf(provider_);
        (bytes32[] memory reads,) = vm.accesses(address(deopenchat));
        uint256 slot = uint256(reads[0]);
        vm.store(address(deopenchat), bytes32(slot + 1), bytes32(uint256(type(uint64).max) << 192));
        vm.store(address(deopenchat), bytes32(slot + 2), bytes32(uint256(type(uint32).max) << 192));
        _assertOrderCounts(provider_, type(uint32).max, type(uint32).max, type(uint32).max);
    }

    function _assertOrderCounts(address provider_, uint256 locked, uint256 finished, uint256 abandoned) internal view {
        vm.assertEq(_recordOf(provider_).ordersLocked, locked, "locked");
        vm.assertEq(_recordOf(provider_).ordersFinished, finished, "finished");
        vm.assertEq(_recordOf(provider_).ordersAbandoned, abandoned, "abandoned");
    }

    function _wrongState(uint256 orderId, OrderState expected, OrderState actual) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrders.WrongOrderState.selector, orderId, expected, actual);
    }

    function _assertState(uint256 orderId, OrderState expected) internal view {
        vm.assertEq(uint256(deopenchat.order(orderId).state), uint256(expected), "state");
    }

    /// @dev One order, its account with the fixture's provider, and what the owner got back add up to the stake.
    function _assertStakeIsInOnePlace(uint256 orderId, uint256 escrow, uint256 returned) internal view {
        OrderView memory view_ = deopenchat.order(orderId);
        uint256 open = view_.state == OrderState.Open ? view_.stake : 0;
        vm.assertEq(open + escrow + returned, STAKE, "the stake is in one place");
        vm.assertEq(_account().escrow, escrow, "escrow");
        vm.assertEq(owner.balance + deopenchat.credit(owner), 1e30 - STAKE + returned, "owner");
        vm.assertEq(address(deopenchat).balance, open + escrow + deopenchat.credit(owner), "balance");
    }
}
