// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the books must say, kept with none of the contract's code: plain numbers, one rule per event.
library Ledger {
    struct Pair {
        bool open;
        address owner;
        uint256 deposited;
        uint256 paidToProvider;
        uint256 paidToOwners;
        uint256 rounds; // that a claim counted
        uint256 highestTotal; // ever confirmed, declared or released
        uint256 nonce;
        uint256 requestedAt; // 0: no withdrawal is pending
        uint256 requested;
        uint256 declared;
        address displaced; // 0: the pending withdrawal is the owner's
    }

    function escrow(Pair storage pair) internal view returns (uint256) {
        return pair.deposited - pair.paidToProvider - pair.paidToOwners;
    }

    /// @notice The provider shows a total: it gets the difference, as far as the money reaches.
    function showTotal(Pair storage pair, uint256 total) internal returns (uint256 paid) {
        if (total > pair.highestTotal) pair.highestTotal = total;
        if (total > pair.paidToProvider) paid = total - pair.paidToProvider;
        if (paid > escrow(pair)) paid = escrow(pair);
        pair.paidToProvider += paid;
    }

    /// @notice A row that paid counts the rounds it declares, unless it skips four thousand million or more.
    function countRounds(Pair storage pair, uint256 declared) internal {
        if (declared > pair.rounds && declared - pair.rounds < 2 ** 32) pair.rounds = declared;
    }

    function payOwner(Pair storage pair, uint256 wanted) internal returns (uint256 paid) {
        paid = wanted > escrow(pair) ? escrow(pair) : wanted;
        pair.paidToOwners += paid;
    }

    function forgetWithdrawal(Pair storage pair) internal {
        pair.requestedAt = 0;
        pair.requested = 0;
        pair.declared = 0;
        pair.displaced = address(0);
    }
}
