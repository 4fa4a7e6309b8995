// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./support/Fixture.sol";

contract DomainTest is Fixture {
    function test_isTheOneOfTheProtocol() external view {
        vm.assertEq(deopenchat.domainSeparator(), _separator(address(deopenchat)), "separator");
    }

    function test_isSpelledOutAsEip5267Asks() external view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        ) = deopenchat.eip712Domain();
        vm.assertEq(uint8(fields), 15, "fields");
        vm.assertEq(name, "Deopenchat", "name");
        vm.assertEq(version, "1", "version");
        vm.assertEq(chainId, block.chainid, "chain id");
        vm.assertEq(verifyingContract, address(deopenchat), "contract");
        vm.assertEq(salt, bytes32(0), "salt");
        vm.assertEq(extensions.length, 0, "extensions");
    }

    function testFuzz_followsTheChain(uint64 chainId) external {
        vm.assume(chainId != 0);
        vm.chainId(chainId);
        vm.assertEq(deopenchat.domainSeparator(), _separator(address(deopenchat)), "separator");
    }
}
