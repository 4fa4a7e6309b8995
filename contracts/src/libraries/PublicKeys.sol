// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../interfaces/IEscrow.sol";

/// @title Public keys on secp256k1
library PublicKeys {
    /// @dev The field's prime; the curve is `y^2 = x^3 + 7` over it.
    uint256 internal constant PRIME = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;

    /// @dev `publicKey` is `x || y`, 64 bytes. Reverts if it is no point of the curve; the point at infinity has no such form.
    function read(bytes calldata publicKey) internal pure returns (uint256 x, uint256 y) {
        if (publicKey.length != 64) revert IEscrow.WrongPublicKeyLength(64, publicKey.length);
        x = uint256(bytes32(publicKey[0:32]));
        y = uint256(bytes32(publicKey[32:64]));
        uint256 right = addmod(mulmod(mulmod(x, x, PRIME), x, PRIME), 7, PRIME);
        if (x >= PRIME || y >= PRIME || mulmod(y, y, PRIME) != right) revert IEscrow.PointNotOnCurve(x, y);
    }

    function toAddress(uint256 x, uint256 y) internal pure returns (address) {
        // An address is the low 160 bits of the hash.
        return address(uint160(uint256(keccak256(abi.encode(x, y)))));
    }
}
