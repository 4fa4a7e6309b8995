// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {Currency} from "./Currency.sol";
import {Domain} from "./Domain.sol";
import {ClaimRow, ClaimStatus, IClaims} from "./interfaces/IClaims.sol";
import {Messages} from "./libraries/Messages.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Totals} from "./libraries/Totals.sol";

/// @title Claims
abstract contract Claims is Domain, Currency, Accounts, IClaims {
    /// @dev More new rounds than this in one row are paid but not counted: the number is only what a client says.
    uint64 private constant MAX_NEW_ROUNDS = type(uint32).max;

    /// @inheritdoc IClaims
    function claim(address provider_, ClaimRow[] calldata rows) external returns (ClaimStatus[] memory statuses) {
        statuses = new ClaimStatus[](rows.length);
        bytes32 separator = _domainSeparator();
        uint256 amount = 0;
        for (uint256 i = 0; i < rows.length; ++i) {
            uint96 paid;
            (statuses[i], paid) = _claimRow(provider_, separator, rows[i]);
            amount += paid;
        }
        emit ClaimSettled(provider_, amount, rows.length);
        _push(provider_, amount);
    }

    function _claimRow(address provider_, bytes32 separator, ClaimRow calldata row)
        private
        returns (ClaimStatus status, uint96 paid)
    {
        (uint256 totals, bytes32 transcript) = (row.totals, row.transcript);
        uint96 cumulativeCost = Totals.cumulativeCost(totals);
        bytes32 structHash = Messages.confirmation(
            provider_, cumulativeCost, Totals.rounds(totals), Totals.tokens(totals), transcript
        );
        address client = Signatures.recover(Messages.digest(separator, structHash), row.r, row.vs);
        if (client == address(0)) return (ClaimStatus.BadSignature, 0);
        Account storage account_ = _accounts[provider_][client];
        uint96 claimed = account_.claimed;
        if (cumulativeCost <= claimed) {
            return (account_.owner == address(0) ? ClaimStatus.UnknownAccount : ClaimStatus.Stale, 0);
        }
        paid = _settle(account_, cumulativeCost);
        if (paid == 0) return (account_.owner == address(0) ? ClaimStatus.UnknownAccount : ClaimStatus.Capped, 0);
        uint64 rounds = _count(account_, Totals.rounds(totals));
        claimed = account_.claimed;
        emit Claimed(provider_, client, paid, Totals.pack(claimed, rounds, Totals.tokens(totals)), transcript);
        return (claimed == cumulativeCost ? ClaimStatus.Paid : ClaimStatus.Capped, paid);
    }

    function _count(Account storage account_, uint64 declared) private returns (uint64 rounds) {
        rounds = account_.rounds;
        // No underflow: the difference is looked at only where declared is the larger one.
        if (declared > rounds && declared - rounds <= MAX_NEW_ROUNDS) {
            rounds = declared;
            account_.rounds = declared;
        }
    }
}
