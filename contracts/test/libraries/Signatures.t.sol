// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signatures} from "../../src/libraries/Signatures.sol";
import {Signing} from "../support/Signing.sol";

contract SignaturesTest is Signing {
    function recover(bytes32 digest, bytes calldata signature) external pure returns (address) {
        return Signatures.recover(digest, signature);
    }

    function testFuzz_refusesAnyOtherLength(bytes32 digest, bytes calldata signature) external view {
        vm.assume(signature.length != 64 && signature.length != 65);
        vm.assertEq(this.recover(digest, signature), address(0), "signer");
    }

    function testFuzz_refusesAnyOtherRecoveryByte(uint256 key, bytes32 digest, uint8 v) external view {
        vm.assume(v != 27 && v != 28);
        Signature memory signature = _signed(_key(key), digest);
        signature.v = v;
        vm.assertEq(this.recover(digest, _long(signature)), address(0), "signer");
    }

    function testFuzz_refusesHighS(uint256 key, bytes32 digest) external view {
        Signature memory signature = _malleated(_signed(_key(key), digest));
        vm.assertTrue(
            ecrecover(digest, signature.v, signature.r, signature.s) != address(0), "valid but for its high s"
        );
        vm.assertEq(this.recover(digest, _long(signature)), address(0), "signer");
    }

    function test_refusesZeros() external view {
        vm.assertEq(this.recover(0, new bytes(64)), address(0), "short");
        vm.assertEq(this.recover(0, new bytes(65)), address(0), "long");
        bytes memory signature = new bytes(65);
        signature[64] = 0x1b;
        vm.assertEq(this.recover(0, signature), address(0), "with v");
    }

    function testFuzz_recoversBothForms(uint256 key, bytes32 digest) external view {
        key = _key(key);
        Signature memory signature = _signed(key, digest);
        vm.assertEq(this.recover(digest, _long(signature)), vm.addr(key), "long");
        vm.assertEq(this.recover(digest, _short(signature)), vm.addr(key), "short");
    }

    /// @dev The two values of s around the limit, with signatures made for them: `s` alone decides.
    function test_theLimitOfSIsHalfOfTheOrder() external view {
        uint256 half = GROUP_ORDER / 2;
        // r of some valid point; for any s there is a signer of any digest.
        bytes32 r = _signed(1, keccak256("x")).r;
        bytes32 digest = keccak256("digest");
        vm.assertTrue(this.recover(digest, bytes.concat(r, bytes32(half), hex"1b")) != address(0), "half");
        vm.assertEq(this.recover(digest, bytes.concat(r, bytes32(half + 1), hex"1b")), address(0), "half plus one");
    }

    function _key(uint256 key) private pure returns (uint256) {
        return key % (GROUP_ORDER - 1) + 1;
    }

    function _signed(uint256 key, bytes32 digest) private pure returns (Signature memory signature) {
        (signature.v, signature.r, signature.s) = vm.sign(key, digest);
    }
}
