// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Three cumulative counts of a confirmation in one word
/// @dev `cumulativeCost << 160 | rounds << 96 | tokens`: 96, 64 and 96 bits, so each cast below keeps exactly its field.
library Totals {
    function pack(uint96 cost, uint64 roundCount, uint96 tokenCount) internal pure returns (uint256) {
        return (uint256(cost) << 160) | (uint256(roundCount) << 96) | tokenCount;
    }

    function cumulativeCost(uint256 totals) internal pure returns (uint96) {
        return uint96(totals >> 160);
    }

    function rounds(uint256 totals) internal pure returns (uint64) {
        return uint64(totals >> 96);
    }

    function tokens(uint256 totals) internal pure returns (uint96) {
        return uint96(totals);
    }
}
