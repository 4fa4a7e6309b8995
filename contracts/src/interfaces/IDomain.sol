// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The EIP-712 domain under which every message is signed
interface IDomain {
    /// @notice The message was signed by another key, or over other values.
    error WrongSigner(address expected, address actual);

    /// @notice Hash of the domain `{name: "Deopenchat", version: "1", chainId, verifyingContract}`.
    function domainSeparator() external view returns (bytes32);

    /// @notice The domain, field by field, as EIP-5267 asks.
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
        );
}
