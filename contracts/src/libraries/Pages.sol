// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Arithmetic of paged views
library Pages {
    /// @dev Number of elements from `offset`, at most `limit`, in a list of `count`; zero beyond the end.
    function size(uint256 count, uint256 offset, uint256 limit) internal pure returns (uint256) {
        if (offset >= count) return 0;
        uint256 rest = count - offset;
        return limit < rest ? limit : rest;
    }
}
