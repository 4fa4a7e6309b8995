// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Three cumulative counts of a confirmation in one word
/// @dev `cumulativeCost << 160 | rounds << 96 | tokens`: 96, 64 and 96 bits. What the readers return fits those widths.
library Totals {
    function cumulativeCost(uint256 totals) internal pure returns (uint256) {
        return totals >> 160;
    }

    function rounds(uint256 totals) internal pure returns (uint256) {
        return (totals >> 96) & type(uint64).max;
    }

    function tokens(uint256 totals) internal pure returns (uint256) {
        return totals & type(uint96).max;
    }

    /// @dev The caller proves that the numbers fit.
    function pack(uint256 cost, uint256 roundCount, uint256 tokenCount) internal pure returns (uint256) {
        return (cost << 160) | (roundCount << 96) | tokenCount;
    }
}
