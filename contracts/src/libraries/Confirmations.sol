// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "./Messages.sol";

/// @title Digests of many confirmations to one provider
/// @dev The memory for one digest is laid out once and reused for every row of a batch; hashing a row then writes only what
/// differs. `Messages.confirmation` gives the same hash and the tests hold the two together.
library Confirmations {
    /// @dev Memory address of nine words: the six of the struct (type hash first), 0x1901 in the last bytes of the seventh,
    /// the domain separator, the struct hash.
    type Buffer is uint256;

    function open(bytes32 domainSeparator, address provider) internal pure returns (Buffer buffer) {
        bytes32 typeHash = Messages.CONFIRMATION_TYPEHASH;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(0x40, add(buffer, 288))
            mstore(buffer, typeHash)
            mstore(add(buffer, 32), shr(96, shl(96, provider)))
            mstore(add(buffer, 192), 0x1901)
            mstore(add(buffer, 224), domainSeparator)
        }
    }

    /// @dev `totals` as in `ClaimRow`.
    function digest(Buffer buffer, uint256 totals, bytes32 transcript) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            mstore(add(buffer, 64), shr(160, totals))
            mstore(add(buffer, 96), and(shr(96, totals), 0xffffffffffffffff))
            mstore(add(buffer, 128), and(totals, 0xffffffffffffffffffffffff))
            mstore(add(buffer, 160), transcript)
            mstore(add(buffer, 256), keccak256(buffer, 192))
            result := keccak256(add(buffer, 222), 66)
        }
    }
}
