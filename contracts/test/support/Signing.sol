// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../src/interfaces/IClaims.sol";
import {Vm} from "./Vm.sol";

/// @notice Signs messages the way a wallet does. Every type is spelled out again here: nothing comes from the contract.
abstract contract Signing {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant GROUP_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    struct Signature {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function _separator(address verifyingContract) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Deopenchat"),
                keccak256("1"),
                block.chainid,
                verifyingContract
            )
        );
    }

    function _sign(uint256 key, address verifyingContract, bytes32 structHash)
        internal
        view
        returns (Signature memory signature)
    {
        bytes32 digest = keccak256(bytes.concat(hex"1901", _separator(verifyingContract), structHash));
        (signature.v, signature.r, signature.s) = vm.sign(key, digest);
    }

    function _long(Signature memory signature) internal pure returns (bytes memory) {
        return bytes.concat(signature.r, signature.s, bytes1(signature.v));
    }

    function _short(Signature memory signature) internal pure returns (bytes memory) {
        return bytes.concat(signature.r, _vs(signature));
    }

    function _vs(Signature memory signature) internal pure returns (bytes32) {
        return bytes32(uint256(signature.s) | (uint256(signature.v - 27) << 255));
    }

    /// @dev The other signature of the same signer over the same digest, with s above half of the order.
    function _malleated(Signature memory signature) internal pure returns (Signature memory) {
        return Signature(signature.v == 27 ? 28 : 27, signature.r, bytes32(GROUP_ORDER - uint256(signature.s)));
    }

    function _row(
        uint256 clientKey,
        address verifyingContract,
        address provider,
        uint96 cumulativeCost,
        uint64 rounds,
        uint96 tokens,
        bytes32 transcript
    ) internal view returns (ClaimRow memory) {
        Signature memory signature = _sign(
            clientKey,
            verifyingContract,
            keccak256(
                abi.encode(
                    keccak256(
                        "Confirmation(address provider,uint96 cumulativeCost,uint64 rounds,uint96 tokens,bytes32 transcript)"
                    ),
                    provider,
                    cumulativeCost,
                    rounds,
                    tokens,
                    transcript
                )
            )
        );
        uint256 totals = uint256(cumulativeCost) * 2 ** 160 + uint256(rounds) * 2 ** 96 + tokens;
        return ClaimRow(totals, transcript, signature.r, _vs(signature));
    }

    function _bindSignature(uint256 clientKey, address verifyingContract, address provider, address owner)
        internal
        view
        returns (Signature memory)
    {
        return _sign(
            clientKey,
            verifyingContract,
            keccak256(abi.encode(keccak256("Bind(address provider,address owner)"), provider, owner))
        );
    }

    function _bind(uint256 clientKey, address verifyingContract, address provider, address owner)
        internal
        view
        returns (bytes memory)
    {
        return bytes.concat(bytes20(provider), _long(_bindSignature(clientKey, verifyingContract, provider, owner)));
    }

    function _releaseSignature(
        uint256 operatorKey,
        address verifyingContract,
        address provider,
        address client,
        uint96 settledTotal,
        uint64 nonce,
        uint64 deadline
    ) internal view returns (Signature memory) {
        return _sign(
            operatorKey,
            verifyingContract,
            keccak256(
                abi.encode(
                    keccak256(
                        "Release(address provider,address client,uint96 settledTotal,uint64 nonce,uint64 deadline)"
                    ),
                    provider,
                    client,
                    settledTotal,
                    nonce,
                    deadline
                )
            )
        );
    }
}
