// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDomain} from "./interfaces/IDomain.sol";
import {Messages} from "./libraries/Messages.sol";

/// @title The EIP-712 domain
/// @dev The separator is computed once and again only on a fork that changed the chain id.
abstract contract Domain is IDomain {
    string private constant NAME = "Deopenchat";
    string private constant VERSION = "1";

    uint256 private immutable DEPLOYMENT_CHAIN_ID;
    bytes32 private immutable DEPLOYMENT_SEPARATOR;

    constructor() {
        DEPLOYMENT_CHAIN_ID = block.chainid;
        DEPLOYMENT_SEPARATOR = Messages.domain(NAME, VERSION, block.chainid, address(this));
    }

    /// @inheritdoc IDomain
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    /// @inheritdoc IDomain
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        // 0x0f: name, version, chainId and verifyingContract are used; salt and extensions are not.
        return (0x0f, NAME, VERSION, block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    function _domainSeparator() internal view returns (bytes32) {
        if (block.chainid == DEPLOYMENT_CHAIN_ID) return DEPLOYMENT_SEPARATOR;
        return Messages.domain(NAME, VERSION, block.chainid, address(this));
    }

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return Messages.digest(_domainSeparator(), structHash);
    }
}
