// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDomain} from "../interfaces/IDomain.sol";
import {Messages} from "../libraries/Messages.sol";
import {Signatures} from "../libraries/Signatures.sol";

/// @title The EIP-712 domain
/// @dev The separator is computed once and again only where it would differ: on a fork that changed the chain id, and in
/// the extension, whose code runs at the address of the contract that it belongs to.
abstract contract Domain {
    string internal constant NAME = "Deopenchat";
    string internal constant VERSION = "1";

    uint256 private immutable DEPLOYMENT_CHAIN_ID;
    address private immutable DEPLOYMENT_ADDRESS;
    bytes32 private immutable DEPLOYMENT_SEPARATOR;

    constructor() {
        DEPLOYMENT_CHAIN_ID = block.chainid;
        DEPLOYMENT_ADDRESS = address(this);
        DEPLOYMENT_SEPARATOR = Messages.domain(NAME, VERSION, block.chainid, address(this));
    }

    function _domainSeparator() internal view returns (bytes32) {
        if (block.chainid == DEPLOYMENT_CHAIN_ID && address(this) == DEPLOYMENT_ADDRESS) return DEPLOYMENT_SEPARATOR;
        return Messages.domain(NAME, VERSION, block.chainid, address(this));
    }

    /// @dev True in a call that reached this code directly, not by a delegatecall.
    function _runsAtOwnAddress() internal view returns (bool) {
        return address(this) == DEPLOYMENT_ADDRESS;
    }

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return Messages.digest(_domainSeparator(), structHash);
    }

    /// @dev `signature` as in `Signatures.recover`.
    function _checkSigner(address expected, bytes32 structHash, bytes calldata signature) internal view {
        address signer = Signatures.recover(_digest(structHash), signature);
        // Zero is what an unacceptable signature recovers to, so it never is the one expected.
        if (signer != expected || signer == address(0)) revert IDomain.WrongSigner(expected, signer);
    }
}
