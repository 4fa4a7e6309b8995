// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Recovery of the signer of a digest
/// @dev secp256k1 with low `s` only (EIP-2); the zero address is never a signer. Nothing here reverts: a signature that is
/// not acceptable recovers to zero.
library Signatures {
    /// @dev Half of the group's order, rounded down: the largest `s` that is accepted.
    uint256 internal constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @dev 65 bytes `r || s || v` with v 27 or 28, or 64 bytes `r || yParity and s` (EIP-2098).
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address) {
        if (signature.length == 64) {
            return recover(digest, bytes32(signature[0:32]), bytes32(signature[32:64]));
        }
        if (signature.length != 65) return address(0);
        return recover(digest, uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
    }

    /// @dev EIP-2098: the top bit of `vs` is the parity of y, the other 255 bits are `s`.
    function recover(bytes32 digest, bytes32 r, bytes32 vs) internal pure returns (address) {
        // A bit plus 27 is 27 or 28: the cast keeps it.
        return recover(digest, uint8((uint256(vs) >> 255) + 27), r, bytes32((uint256(vs) << 1) >> 1));
    }

    function recover(bytes32 digest, uint8 v, bytes32 r, bytes32 s) internal pure returns (address) {
        if (uint256(s) > HALF_ORDER || (v != 27 && v != 28)) return address(0);
        return ecrecover(digest, v, r, s);
    }
}
