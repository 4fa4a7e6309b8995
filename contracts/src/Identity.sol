// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Books} from "./books/Books.sol";
import {IDelay} from "./interfaces/IDelay.sol";
import {IDomain} from "./interfaces/IDomain.sol";

/// @title What this deployment is
abstract contract Identity is Books, IDomain, IDelay {
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

    /// @inheritdoc IDelay
    function withdrawalDelay() external view returns (uint64) {
        return _delay();
    }
}
