// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {People} from "../People.sol";

/// @notice Time passes.
abstract contract TimeMoves is People {
    function waitSome(uint256 seed) external {
        uint256[8] memory spans = [uint256(1), 60, 600, 3600, DELAY - 1, DELAY, DELAY + WINDOW - 1, DELAY + WINDOW];
        vm.warp(block.timestamp + spans[seed % 8]);
    }

    /// @dev To the last second before the next border, or to the border.
    function waitForBorder(uint256 seed) external {
        uint256 next = (block.timestamp / 1 days + 1) * 1 days;
        for (uint256 i = 0; i < borders.length; ++i) {
            if (borders[i] > block.timestamp && borders[i] < next) next = borders[i];
        }
        if (seed % 4 == 0 && next - 1 > block.timestamp) --next;
        vm.warp(next);
    }
}
