// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {Currency} from "./Currency.sol";
import {Domain} from "./Domain.sol";
import {ClaimRow, ClaimStatus, IClaims} from "./interfaces/IClaims.sol";
import {Confirmations} from "./libraries/Confirmations.sol";
import {Totals} from "./libraries/Totals.sol";

/// @title Claims
abstract contract Claims is Domain, Currency, Accounts, IClaims {
    /// @dev More new rounds than this in one row are paid but not counted: the number is only what a client says.
    uint256 private constant MAX_NEW_ROUNDS = type(uint32).max;

    /// @inheritdoc IClaims
    function claim(address provider_, ClaimRow[] calldata rows) external returns (ClaimStatus[] memory statuses) {
        uint256 count = rows.length;
        statuses = new ClaimStatus[](count);
        Confirmations.Buffer buffer = Confirmations.open(_domainSeparator(), provider_);
        mapping(address => Account) storage accounts_ = _accounts[provider_];
        uint256 amount = 0;
        // No overflow: no chain has room for 2^160 rows that pay a uint96 each.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                (ClaimStatus status, uint256 paid) = _claimRow(provider_, accounts_, buffer, rows[i]);
                if (status != ClaimStatus.Paid) statuses[i] = status;
                amount += paid;
            }
        }
        emit ClaimSettled(provider_, amount, count);
        _push(provider_, amount);
    }

    function _claimRow(
        address provider_,
        mapping(address => Account) storage accounts_,
        Confirmations.Buffer buffer,
        ClaimRow calldata row
    ) private returns (ClaimStatus status, uint256 paid) {
        uint256 totals = row.totals;
        address client = Confirmations.recover(buffer, totals, row.transcript, row.r, row.vs);
        if (client == address(0)) return (ClaimStatus.BadSignature, 0);

        Account storage account_ = accounts_[client];
        (uint256 escrow, uint256 claimed, uint256 rounds) = _load(account_);
        uint256 cumulativeCost = Totals.cumulativeCost(totals);
        if (cumulativeCost <= claimed) return (_unpaid(account_, ClaimStatus.Stale), 0);
        if (escrow == 0) return (_unpaid(account_, ClaimStatus.Capped), 0);

        // cumulativeCost > claimed; paid <= escrow; claimed + paid <= cumulativeCost, which fits into 96 bits.
        unchecked {
            paid = cumulativeCost - claimed;
            if (paid > escrow) {
                paid = escrow;
                status = ClaimStatus.Capped;
            }
            claimed += paid;
            rounds = _count(rounds, Totals.rounds(totals));
            _save(account_, escrow - paid, claimed, rounds);
        }
        _emitClaimed(provider_, client, paid, Totals.pack(claimed, rounds, Totals.tokens(totals)), row.transcript);
    }

    function _emitClaimed(address provider_, address client, uint256 paid, uint256 totals, bytes32 transcript) private {
        emit Claimed(provider_, client, uint96(paid), totals, transcript); // paid <= escrow, a uint96
    }

    /// @dev An account that was never opened reads as zeros, so only a row that pays nothing has to look at the owner.
    function _unpaid(Account storage account_, ClaimStatus status) private view returns (ClaimStatus) {
        return account_.owner == address(0) ? ClaimStatus.UnknownAccount : status;
    }

    function _count(uint256 rounds, uint256 declared) private pure returns (uint256) {
        // No underflow: the difference is looked at only where declared is the larger one.
        unchecked {
            return declared > rounds && declared - rounds <= MAX_NEW_ROUNDS ? declared : rounds;
        }
    }
}
