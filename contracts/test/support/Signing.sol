// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimRow} from "../../src/interfaces/IClaims.sol";
import {TopUpRow} from "../../src/interfaces/IPrefunds.sol";
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

    struct InferenceRequest {
        address provider;
        uint64 sequence;
        bytes32 contentHash;
        bytes32 model;
        uint96 requestPrice;
        uint96 inputPrice;
        uint96 outputPrice;
        uint96 maxCost;
        uint96 authorized;
        uint64 deadline;
    }

    struct Receipt {
        address client;
        uint64 sequence;
        bytes32 requestHash;
        bytes32 responseHash;
        uint64 promptTokens;
        uint64 completionTokens;
        uint96 cost;
        uint8 status;
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
        (signature.v, signature.r, signature.s) = vm.sign(key, _digestOf(verifyingContract, structHash));
    }

    /// @dev Whom a signature makes the signer of these values.
    function _signerOf(address verifyingContract, bytes32 structHash, Signature memory signature)
        internal
        view
        returns (address)
    {
        return ecrecover(_digestOf(verifyingContract, structHash), signature.v, signature.r, signature.s);
    }

    function _digestOf(address verifyingContract, bytes32 structHash) internal view returns (bytes32) {
        return keccak256(bytes.concat(hex"1901", _separator(verifyingContract), structHash));
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

    function _topUpRow(
        uint256 clientKey,
        address verifyingContract,
        address owner,
        address provider,
        uint96 total,
        uint64 deadline
    ) internal view returns (TopUpRow memory) {
        Signature memory signature = _sign(
            clientKey,
            verifyingContract,
            keccak256(
                abi.encode(
                    keccak256("TopUp(address owner,address provider,uint96 total,uint64 deadline)"),
                    owner,
                    provider,
                    total,
                    deadline
                )
            )
        );
        return TopUpRow(owner, provider, total, deadline, signature.r, _vs(signature));
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

    function _flagSignature(uint256 clientKey, address verifyingContract, address provider, uint96 total)
        internal
        view
        returns (Signature memory)
    {
        return _sign(
            clientKey,
            verifyingContract,
            keccak256(abi.encode(keccak256("Flag(address provider,uint96 total)"), provider, total))
        );
    }

    function _comparisonSignature(
        uint256 clientKey,
        address verifyingContract,
        address preferred,
        address other,
        uint96 total
    ) internal view returns (Signature memory) {
        return _sign(
            clientKey,
            verifyingContract,
            keccak256(
                abi.encode(
                    keccak256("Comparison(address preferred,address other,uint96 total)"), preferred, other, total
                )
            )
        );
    }

    function _contestSignature(
        uint256 clientKey,
        address verifyingContract,
        address provider,
        bytes32 requestHash,
        uint96 owed
    ) internal view returns (Signature memory) {
        return _sign(
            clientKey,
            verifyingContract,
            keccak256(
                abi.encode(
                    keccak256("Contest(address provider,bytes32 requestHash,uint96 owed)"), provider, requestHash, owed
                )
            )
        );
    }

    function _requestSignature(uint256 clientKey, address verifyingContract, InferenceRequest memory request)
        internal
        view
        returns (Signature memory)
    {
        return _sign(clientKey, verifyingContract, _structHashOf(request));
    }

    function _requestHash(address verifyingContract, InferenceRequest memory request) internal view returns (bytes32) {
        return _digestOf(verifyingContract, _structHashOf(request));
    }

    function _receiptSignature(uint256 operatorKey, address verifyingContract, Receipt memory receipt)
        internal
        view
        returns (Signature memory)
    {
        return _sign(operatorKey, verifyingContract, _structHashOf(receipt));
    }

    /// @dev In two halves, which are whole words: the compiler has room for no more values at once.
    function _structHashOf(InferenceRequest memory request) internal pure returns (bytes32) {
        bytes memory start = abi.encode(
            keccak256(
                "InferenceRequest(address provider,uint64 sequence,bytes32 contentHash,bytes32 model,uint96 requestPrice,uint96 inputPrice,uint96 outputPrice,uint96 maxCost,uint96 authorized,uint64 deadline)"
            ),
            request.provider,
            request.sequence,
            request.contentHash,
            request.model
        );
        return keccak256(
            bytes.concat(
                start,
                abi.encode(
                    request.requestPrice,
                    request.inputPrice,
                    request.outputPrice,
                    request.maxCost,
                    request.authorized,
                    request.deadline
                )
            )
        );
    }

    function _structHashOf(Receipt memory receipt) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "Receipt(address client,uint64 sequence,bytes32 requestHash,bytes32 responseHash,uint64 promptTokens,uint64 completionTokens,uint96 cost,uint8 status)"
                ),
                receipt.client,
                receipt.sequence,
                receipt.requestHash,
                receipt.responseHash,
                receipt.promptTokens,
                receipt.completionTokens,
                receipt.cost,
                receipt.status
            )
        );
    }
}
