// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {ClaimRow, ClaimStatus, IClaims} from "./interfaces/IClaims.sol";
import {Confirmations} from "./libraries/Confirmations.sol";

/// @title Claims
abstract contract Claims is Books, IClaims {
    /// @dev With at most 2^32 - 1 new rounds and thousands of tokens in a row, the counts of a batch fit into 48 bits each.
    uint256 private constant MAX_ROWS = type(uint16).max;

    /// @inheritdoc IClaims
    function claim(address provider_, ClaimRow[] calldata rows) external returns (ClaimStatus[] memory) {
        uint256 count = rows.length;
        Confirmations.open(provider_, _accounts[provider_], count);
        if (count > MAX_ROWS) revert TooManyRows(MAX_ROWS, count);
        uint256 amount = Confirmations.settle(_domainSeparator(), rows);
        (uint256 rest, uint256 fee) = (0, 0);
        if (amount != 0) {
            (uint256 rounds, uint256 ktokens, uint256 clients) = Confirmations.counted();
            _record(provider_, amount, rounds, ktokens, clients);
            (rest, fee) = _takeFee(amount);
        }
        emit ClaimSettled(provider_, amount, fee, count);
        _push(provider_, rest);
        Confirmations.finish();
    }
}
