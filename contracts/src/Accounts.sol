// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Storage of accounts, shared by what moves their money
abstract contract Accounts {
    /// @dev One account, the escrow of a (provider, client) pair.
    ///   slot 0: escrow u96 | claimed u96 | rounds u64                 the only one that a claim touches
    ///   slot 1: owner u160 | locked u96                               locked: held for contested rounds, later
    ///   slot 2: withdrawing u96 | declaredTotal u96 | maturesAt u64   the pending withdrawal; maturesAt 0: none
    ///   slot 3: beneficiary u160 | releaseNonce u64, 32 bits free     beneficiary: displaced owner of that withdrawal
    struct Account {
        uint96 escrow;
        uint96 claimed;
        uint64 rounds;
        address owner;
        uint96 locked;
        uint96 withdrawing;
        uint96 declaredTotal;
        uint64 maturesAt;
        address beneficiary;
        uint64 releaseNonce;
    }

    mapping(address provider => mapping(address client => Account)) internal _accounts;

    /// @dev Pays the provider out of the escrow what `total` exceeds the claimed amount by, as far as the escrow reaches.
    function _settle(Account storage account_, uint96 total) internal returns (uint96 paid) {
        (uint96 escrow, uint96 claimed) = (account_.escrow, account_.claimed);
        if (total <= claimed) return 0;
        // total > claimed; paid <= escrow; claimed + paid <= total, which is a uint96.
        unchecked {
            uint96 owed = total - claimed;
            paid = owed < escrow ? owed : escrow;
            account_.escrow = escrow - paid;
            account_.claimed = claimed + paid;
        }
    }

    /// @dev Forgets the pending withdrawal.
    function _clearWithdrawal(Account storage account_) internal {
        account_.withdrawing = 0;
        account_.declaredTotal = 0;
        account_.maturesAt = 0;
        account_.beneficiary = address(0);
    }
}
