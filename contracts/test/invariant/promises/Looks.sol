// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Handler} from "../Handler.sol";

/// @notice What all looks at the books share.
/// @dev A campaign looks after each of its moves: plain comparisons instead of cheat codes, texts only where a promise is broken,
/// and what no money hangs on in turns, one provider or owner at a time.
abstract contract Looks is Handler {
    error PromiseBroken(string what, uint256 expected, uint256 actual);

    /// @notice Sums over what the views say.
    struct Sums {
        uint256 escrow;
        uint256 bonds;
        uint256 stakes;
        uint256 prefunds;
        uint256 credit;
        uint256 contested;
        uint256 deposited;
        uint256 left; // accounts in whatever way
    }

    uint256 internal looks;

    function _broken(string memory what, uint256 expected, uint256 actual) internal pure {
        revert PromiseBroken(what, expected, actual);
    }

    function _broken(string memory what, address expected, address actual) internal pure {
        revert PromiseBroken(what, uint160(expected), uint160(actual));
    }

    function _broken(string memory what, bool expected) internal pure {
        revert PromiseBroken(what, expected ? 1 : 0, expected ? 0 : 1);
    }
}
