// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Type hashes and struct hashes of every message of the protocol
/// @dev EIP-712. A digest is `keccak256(0x1901 || domainSeparator || structHash)`. Functions that nothing calls are not part
/// of the deployed code.
library Messages {
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

    bytes32 internal constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    bytes32 internal constant INFERENCE_REQUEST_TYPEHASH = keccak256(
        "InferenceRequest(address provider,uint64 sequence,bytes32 contentHash,bytes32 model,uint96 requestPrice,uint96 inputPrice,uint96 outputPrice,uint96 maxCost,uint96 authorized,uint64 deadline)"
    );
    bytes32 internal constant CONFIRMATION_TYPEHASH = keccak256(
        "Confirmation(address provider,uint96 cumulativeCost,uint64 rounds,uint96 tokens,bytes32 transcript)"
    );
    bytes32 internal constant ACCESS_TYPEHASH = keccak256("Access(address provider,string action,uint64 deadline)");
    bytes32 internal constant BIND_TYPEHASH = keccak256("Bind(address provider,address owner)");
    bytes32 internal constant TOP_UP_TYPEHASH =
        keccak256("TopUp(address owner,address provider,uint96 total,uint64 deadline)");
    bytes32 internal constant CONTEST_TYPEHASH = keccak256("Contest(address provider,bytes32 requestHash,uint96 owed)");
    bytes32 internal constant FLAG_TYPEHASH = keccak256("Flag(address provider,uint96 total)");
    bytes32 internal constant COMPARISON_TYPEHASH =
        keccak256("Comparison(address preferred,address other,uint96 total)");
    bytes32 internal constant RECEIPT_TYPEHASH = keccak256(
        "Receipt(address client,uint64 sequence,bytes32 requestHash,bytes32 responseHash,uint64 promptTokens,uint64 completionTokens,uint96 cost,uint8 status)"
    );
    bytes32 internal constant RELEASE_TYPEHASH =
        keccak256("Release(address provider,address client,uint96 settledTotal,uint64 nonce,uint64 deadline)");

    function digest(bytes32 domainSeparator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domainSeparator, structHash));
    }

    function domain(string memory name, string memory version, uint256 chainId, address verifyingContract)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256(bytes(version)), chainId, verifyingContract)
        );
    }

    /// @dev The words are hashed as they came: what is no value of its field's type gives a hash that no wallet signs.
    function inferenceRequest(InferenceRequest calldata message) internal pure returns (bytes32) {
        uint256 words;
        assembly ("memory-safe") {
            words := message
        }
        return _hashWords(INFERENCE_REQUEST_TYPEHASH, words, 320);
    }

    function confirmation(address provider, uint96 cumulativeCost, uint64 rounds, uint96 tokens, bytes32 transcript)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(CONFIRMATION_TYPEHASH, provider, cumulativeCost, rounds, tokens, transcript));
    }

    function access(address provider, string memory action, uint64 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(ACCESS_TYPEHASH, provider, keccak256(bytes(action)), deadline));
    }

    function bind(address provider, address owner) internal pure returns (bytes32) {
        return keccak256(abi.encode(BIND_TYPEHASH, provider, owner));
    }

    function topUp(address owner, address provider, uint96 total, uint64 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(TOP_UP_TYPEHASH, owner, provider, total, deadline));
    }

    function contest(address provider, bytes32 requestHash, uint96 owed) internal pure returns (bytes32) {
        return keccak256(abi.encode(CONTEST_TYPEHASH, provider, requestHash, owed));
    }

    function flag(address provider, uint96 total) internal pure returns (bytes32) {
        return keccak256(abi.encode(FLAG_TYPEHASH, provider, total));
    }

    function comparison(address preferred, address other, uint96 total) internal pure returns (bytes32) {
        return keccak256(abi.encode(COMPARISON_TYPEHASH, preferred, other, total));
    }

    /// @dev As `inferenceRequest`.
    function receipt(Receipt calldata message) internal pure returns (bytes32) {
        uint256 words;
        assembly ("memory-safe") {
            words := message
        }
        return _hashWords(RECEIPT_TYPEHASH, words, 256);
    }

    function release(address provider, address client, uint96 settledTotal, uint64 nonce, uint64 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(RELEASE_TYPEHASH, provider, client, settledTotal, nonce, deadline));
    }

    /// @dev Head of the transcript after one more receipt, given by its full digest.
    function extendTranscript(bytes32 head, bytes32 receiptDigest) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, receiptDigest));
    }

    /// @dev Hash of the type hash and `size` bytes of calldata from `words`, which a decoder has found to be there. A struct of
    /// words stands in calldata as EIP-712 encodes it; decoding and encoding it again would cost a kilobyte of code.
    function _hashWords(bytes32 typeHash, uint256 words, uint256 size) private pure returns (bytes32 structHash) {
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typeHash)
            calldatacopy(add(start, 32), words, size)
            structHash := keccak256(start, add(size, 32))
        }
    }
}
