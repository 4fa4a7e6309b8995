// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../src/interfaces/IClaims.sol";
import {OrderTerms} from "../../src/interfaces/IOrders.sol";
import {OrderFixture} from "../support/OrderFixture.sol";

/// @notice Gas of orders, see `Gas.t.sol`. The provider and both parties have dealt with others before.
contract OrderGasTest is OrderFixture {
    uint256 private constant EARLIER_KEY = 0xea71;

    function setUp() public override {
        super.setUp();
        uint256 orderId = _postAs(owner, EARLIER_KEY, _terms());
        _lock(orderId);
        ClaimRow[] memory rows = _rows(_confirmation(EARLIER_KEY, provider, 100));
        vm.prank(provider);
        deopenchat.finishOrder(orderId, rows);
    }

    function test_servedOrder() external {
        uint256 orderId = _post();
        _snapshot("postOrder");
        _lock(orderId);
        _snapshot("lockOrder");
        ClaimRow[] memory rows = _rows(_confirmation(CLIENT_KEY, provider, 100));
        vm.prank(provider);
        deopenchat.finishOrder(orderId, rows);
        _snapshot("finishOrder, with a row");
    }

    function test_orderNobodyAskedFor() external {
        uint256 orderId = _postAndLock();
        _finishOrder(orderId);
        _snapshot("finishOrder, without a row");
    }

    function test_orderWithCriteriaAndAList() external {
        OrderTerms memory terms = _termsFor(provider);
        terms.criteria.minFinishedShare = 10_000;
        uint256 orderId = _post(terms);
        _snapshot("postOrder, with a list");
        _lockAs(provider, orderId, terms);
        _snapshot("lockOrder, with a list");
    }

    function test_squattedOrder() external {
        uint256 orderId = _post();
        _fetch(stranger, provider, CLIENT_KEY, 3);
        _lock(orderId);
        _snapshot("lockOrder, displacing");
    }

    function test_silentProvider() external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        _snapshot("challengeOrder");
        vm.warp(block.timestamp + SILENCE_SECONDS);
        _reopen(orderId);
        _snapshot("reopenOrder");
        _return(orderId);
        _snapshot("returnOrder");
    }

    function test_answeringProvider() external {
        uint256 orderId = _postAndLock();
        _challenge(orderId);
        _answer(orderId);
        _snapshot("answerChallenge");
    }

    function test_publishedData() external {
        uint256 orderId = _postAndLock();
        bytes memory chunk = new bytes(1024);
        for (uint256 i = 0; i < chunk.length; ++i) {
            chunk[i] = 0xff;
        }
        vm.prank(provider);
        deopenchat.publish(orderId, 0, chunk);
        _snapshot("publish, 1 KiB");
    }

    function _snapshot(string memory name) private {
        vm.snapshotGasLastCall("Deopenchat", name);
    }
}
