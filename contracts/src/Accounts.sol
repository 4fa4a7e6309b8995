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

    /// @dev Reads slot 0 with one access.
    function _load(Account storage account_) internal view returns (uint256 escrow, uint256 claimed, uint256 rounds) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(account_.slot)
        }
        escrow = word & type(uint96).max;
        claimed = (word >> 96) & type(uint96).max;
        rounds = word >> 192;
    }

    /// @dev Writes slot 0 with one access. The caller proves that escrow and claimed fit into 96 bits, rounds into 64.
    function _save(Account storage account_, uint256 escrow, uint256 claimed, uint256 rounds) internal {
        uint256 word = escrow | (claimed << 96) | (rounds << 192);
        assembly ("memory-safe") {
            sstore(account_.slot, word)
        }
    }

    /// @dev Pays the provider out of the escrow what `total` exceeds the claimed amount by, as far as the escrow reaches.
    function _settle(Account storage account_, uint96 total) internal returns (uint96 paid) {
        (uint256 escrow, uint256 claimed, uint256 rounds) = _load(account_);
        if (total <= claimed) return 0;
        // total > claimed; paid <= escrow, so it is a uint96; claimed + paid <= total, which is a uint96.
        unchecked {
            uint256 owed = total - claimed;
            paid = uint96(owed < escrow ? owed : escrow);
            _save(account_, escrow - paid, claimed + paid, rounds);
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
