// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice As many small numbers as a move needs, out of one that the campaign draws.
library Dice {
    struct Cup {
        uint256 seed;
    }

    /// @notice A number below `sides`.
    function roll(Cup memory cup, uint256 sides) internal pure returns (uint256) {
        cup.seed = uint256(keccak256(abi.encode(cup.seed)));
        return cup.seed % sides;
    }

    /// @notice True once in `times`.
    function oneIn(Cup memory cup, uint256 times) internal pure returns (bool) {
        return roll(cup, times) == 0;
    }
}
