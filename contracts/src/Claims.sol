// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {Currency} from "./Currency.sol";
import {Domain} from "./Domain.sol";
import {ClaimRow, ClaimStatus, IClaims} from "./interfaces/IClaims.sol";
import {Confirmations} from "./libraries/Confirmations.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Totals} from "./libraries/Totals.sol";

/// @title Claims
abstract contract Claims is Domain, Currency, Accounts, IClaims {
    /// @dev More new rounds than this in one row are paid but not counted: the number is only what a client says.
    uint64 private constant MAX_NEW_ROUNDS = type(uint32).max;

    /// @inheritdoc IClaims
    function claim(address provider_, ClaimRow[] calldata rows) external returns (ClaimStatus[] memory statuses) {
        statuses = new ClaimStatus[](rows.length);
        Confirmations.Buffer buffer = Confirmations.open(_domainSeparator(), provider_);
        mapping(address => Account) storage accounts_ = _accounts[provider_];
        uint256 amount = 0;
        for (uint256 i = 0; i < rows.length; ++i) {
            (ClaimStatus status, uint96 paid) = _claimRow(provider_, accounts_, buffer, rows[i]);
            statuses[i] = status;
            // No overflow: no chain has room for 2^160 rows of a uint96.
            unchecked {
                amount += paid;
            }
        }
        emit ClaimSettled(provider_, amount, rows.length);
        _push(provider_, amount);
    }

    function _claimRow(
        address provider_,
        mapping(address => Account) storage accounts_,
        Confirmations.Buffer buffer,
        ClaimRow calldata row
    ) private returns (ClaimStatus, uint96 paid) {
        uint256 totals = row.totals;
        bytes32 transcript = row.transcript;
        address client = Signatures.recover(Confirmations.digest(buffer, totals, transcript), row.r, row.vs);
        if (client == address(0)) return (ClaimStatus.BadSignature, 0);

        Account storage account_ = accounts_[client];
        (uint96 escrow, uint96 claimed, uint64 rounds) = (account_.escrow, account_.claimed, account_.rounds);
        uint96 cumulativeCost = Totals.cumulativeCost(totals);
        if (cumulativeCost <= claimed || escrow == 0) return (_unpaid(account_, cumulativeCost), 0);

        // cumulativeCost > claimed; paid <= escrow; claimed + paid <= cumulativeCost, which is a uint96.
        unchecked {
            paid = cumulativeCost - claimed;
            if (paid > escrow) paid = escrow;
            escrow -= paid;
            claimed += paid;
        }
        rounds = _count(rounds, Totals.rounds(totals));
        (account_.escrow, account_.claimed, account_.rounds) = (escrow, claimed, rounds);
        emit Claimed(provider_, client, paid, Totals.pack(claimed, rounds, Totals.tokens(totals)), transcript);
        return (claimed == cumulativeCost ? ClaimStatus.Paid : ClaimStatus.Capped, paid);
    }

    function _unpaid(Account storage account_, uint96 cumulativeCost) private view returns (ClaimStatus) {
        if (account_.owner == address(0)) return ClaimStatus.UnknownAccount;
        return cumulativeCost <= account_.claimed ? ClaimStatus.Stale : ClaimStatus.Capped;
    }

    function _count(uint64 rounds, uint64 declared) private pure returns (uint64) {
        if (declared <= rounds) return rounds;
        // No underflow: declared is the larger one.
        unchecked {
            return declared - rounds <= MAX_NEW_ROUNDS ? declared : rounds;
        }
    }
}
