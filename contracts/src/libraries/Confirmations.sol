// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "./Messages.sol";
import {Signatures} from "./Signatures.sol";

/// @title Signers of many confirmations to one provider
/// @dev The memory for one digest is laid out once and reused for every row of a batch; a row then writes only what differs.
/// `Messages.confirmation` and `Signatures.recover` give the same answers, and the tests hold the two together.
library Confirmations {
    /// @dev Memory address of nine words: the six of the struct (type hash first), one that ends in 0x1901, the domain
    /// separator, the struct hash. ecrecover takes its input from the four words that every row writes again.
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

    /// @dev Zero if no signer can be recovered or `s` is high.
    function recover(Buffer buffer, uint256 totals, bytes32 transcript, bytes32 r, bytes32 vs)
        internal
        view
        returns (address signer)
    {
        bytes32 hash = digest(buffer, totals, transcript);
        uint256 halfOrder = Signatures.HALF_ORDER;
        assembly ("memory-safe") {
            let s := shr(1, shl(1, vs))
            // The four words of the input go where the next row writes its counts again; the output to scratch space.
            let input := add(buffer, 64)
            mstore(input, hash)
            mstore(add(input, 32), add(shr(255, vs), 27))
            mstore(add(input, 64), r)
            mstore(add(input, 96), s)
            mstore(0, 0)
            // The precompile leaves the output alone if it finds no signer.
            pop(staticcall(gas(), 1, input, 128, 0, 32))
            signer := mul(mload(0), iszero(gt(s, halfOrder)))
        }
    }
}
