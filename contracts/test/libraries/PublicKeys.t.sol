// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {PublicKeys} from "../../src/libraries/PublicKeys.sol";
import {Signing} from "../support/Signing.sol";
import {Vm} from "../support/Vm.sol";

contract PublicKeysTest is Signing {
    function read(bytes calldata publicKey) external pure returns (uint256, uint256) {
        return PublicKeys.read(publicKey);
    }

    function test_refusesZeros() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.PointNotOnCurve.selector, 0, 0));
        this.read(new bytes(64));
    }

    function test_refusesCoordinatesBeyondTheField() external {
        // The generator's coordinates plus the prime are the same point, written differently: x + p does not fit into a
        // word for the generator, so take a point with a small x. (1, y) is on the curve.
        uint256 y = 0x4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee;
        this.read(abi.encode(uint256(1), y));
        vm.expectRevert(abi.encodeWithSelector(IEscrow.PointNotOnCurve.selector, PublicKeys.PRIME + 1, y));
        this.read(abi.encode(PublicKeys.PRIME + 1, y));
    }

    /// @dev `y^2 = 7` has no solution (Euler's criterion), so no point has x = 0 and a stored x is never zero.
    function test_noPointHasAZeroX() external view {
        uint256 exponent = (PublicKeys.PRIME - 1) / 2;
        (, bytes memory answer) = address(5).staticcall(abi.encode(32, 32, 32, uint256(7), exponent, PublicKeys.PRIME));
        vm.assertEq(abi.decode(answer, (uint256)), PublicKeys.PRIME - 1, "7 is no square");
    }

    function testFuzz_readsRealKeysAndFindsTheirAddress(uint256 key) external {
        Vm.Wallet memory wallet = vm.createWallet(key % (GROUP_ORDER - 1) + 1);
        (uint256 x, uint256 y) = this.read(abi.encode(wallet.publicKeyX, wallet.publicKeyY));
        vm.assertEq(x, wallet.publicKeyX, "x");
        vm.assertEq(y, wallet.publicKeyY, "y");
        vm.assertEq(PublicKeys.toAddress(x, y), wallet.addr, "address");
    }

    function testFuzz_refusesAFlippedBit(uint256 key, uint8 bit) external {
        Vm.Wallet memory wallet = vm.createWallet(key % (GROUP_ORDER - 1) + 1);
        uint256 y = wallet.publicKeyY ^ (1 << bit);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.PointNotOnCurve.selector, wallet.publicKeyX, y));
        this.read(abi.encode(wallet.publicKeyX, y));
    }
}
