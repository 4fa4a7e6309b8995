// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AllowanceView, TopUpRow, TopUpStatus} from "../../src/interfaces/IPrefunds.sol";
import {Fixture} from "./Fixture.sol";

/// @notice An owner with a prefunded balance of 1,000, of which one client key may move 500 a day, 400 in total to the provider
/// and 300 to the other one. No account is open yet.
abstract contract Prefunded is Fixture {
    uint96 internal constant BALANCE = 1000;
    uint96 internal constant PER_DAY = 500;
    uint96 internal constant LIMIT = 400;
    uint96 internal constant OTHER_LIMIT = 300;

    /// @dev Of the allowance; the start of the tests is 08:00 UTC.
    uint64 internal constant EXPIRES_AT = 1_800_000_000 + 30 days;

    function setUp() public virtual override {
        super.setUp();
        _prefund(owner, BALANCE);
        _allow(owner, CLIENT_KEY, PER_DAY, EXPIRES_AT);
        _allow(owner, client, provider, LIMIT);
        _allow(owner, client, otherProvider, OTHER_LIMIT);
    }

    function _prefund(address owner_, uint96 amount) internal {
        vm.prank(owner_);
        deopenchat.prefund{value: amount}(amount);
    }

    function _allow(address owner_, uint256 clientKey, uint96 perDay, uint64 expiresAt) internal {
        bytes memory publicKey = _publicKey(clientKey);
        vm.prank(owner_);
        deopenchat.allowClient(publicKey, perDay, expiresAt);
    }

    function _allow(address owner_, address client_, address provider_, uint96 limit) internal {
        (address[] memory providers, uint96[] memory limits) = (new address[](1), new uint96[](1));
        (providers[0], limits[0]) = (provider_, limit);
        vm.prank(owner_);
        deopenchat.allowProviders(client_, providers, limits);
    }

    /// @dev What the client signs for its owner, good for an hour.
    function _asked(address provider_, uint96 total) internal view returns (TopUpRow memory) {
        return _asked(CLIENT_KEY, owner, provider_, total);
    }

    function _asked(uint256 clientKey, address owner_, address provider_, uint96 total)
        internal
        view
        returns (TopUpRow memory)
    {
        uint64 deadline = uint64(block.timestamp) + 1 hours;
        return _topUpRow(clientKey, address(deopenchat), owner_, provider_, total, deadline);
    }

    function _topUp(TopUpRow memory row) internal returns (TopUpStatus) {
        return deopenchat.topUp(_topUps(row))[0];
    }

    function _topUps(TopUpRow memory row) internal pure returns (TopUpRow[] memory rows) {
        rows = new TopUpRow[](1);
        rows[0] = row;
    }

    function _assertTopUp(TopUpStatus actual, TopUpStatus expected) internal pure {
        vm.assertEq(uint256(actual), uint256(expected), "status");
    }

    function _assertMoved(uint256 escrow, uint256 moved, uint256 balance) internal view {
        (, uint96 movedSoFar) = deopenchat.providerAllowance(owner, client, provider);
        vm.assertEq(_account().escrow, escrow, "escrow");
        vm.assertEq(movedSoFar, moved, "moved");
        vm.assertEq(deopenchat.prefundOf(owner), balance, "balance");
    }

    function _assertSpentToday(uint256 expected) internal view {
        AllowanceView memory view_ = deopenchat.allowance(owner, client);
        vm.assertEq(view_.spentToday, expected, "spent today");
    }
}
