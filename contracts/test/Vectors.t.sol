// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "../src/libraries/Messages.sol";
import {PublicKeys} from "../src/libraries/PublicKeys.sol";
import {Signatures} from "../src/libraries/Signatures.sol";
import {Signing} from "./support/Signing.sol";

/// @notice The vectors that Java, Solidity and an independent EIP-712 implementation share: `docs/vectors.json`.
contract VectorsTest is Signing {
    string private constant FILE = "../docs/vectors.json";

    string private json;

    function setUp() external {
        json = vm.readFile(FILE);
    }

    function test_domain() external view {
        bytes32 separator = Messages.domain(
            vm.parseJsonString(json, ".domain.name"),
            vm.parseJsonString(json, ".domain.version"),
            vm.parseUint(vm.parseJsonString(json, ".domain.chainId")),
            vm.parseJsonAddress(json, ".domain.verifyingContract")
        );
        vm.assertEq(separator, vm.parseJsonBytes32(json, ".domainSeparator"), "separator");
    }

    function test_keys() external view {
        uint256 count = 0;
        while (this.checkKey(string.concat(".keys[", vm.toString(count), "]"))) ++count;
        vm.assertGe(count, 4, "keys");
    }

    function test_everyMessageAndSignature() external view {
        uint256 count = 0;
        while (this.checkVector(string.concat(".vectors[", vm.toString(count), "]"))) ++count;
        vm.assertGe(count, 10, "vectors");
    }

    function test_transcripts() external view {
        uint256 count = 0;
        while (this.checkTranscript(string.concat(".transcripts[", vm.toString(count), "]"))) ++count;
        vm.assertGe(count, 1, "transcripts");
    }

    function test_models() external view {
        uint256 count = 0;
        while (this.checkModel(string.concat(".models[", vm.toString(count), "]"))) ++count;
        vm.assertGe(count, 1, "models");
    }

    // Each element is checked in a call of its own, so that its copies of the file leave memory again.

    function checkKey(string calldata path) external view returns (bool found) {
        if (!vm.keyExistsJson(json, path)) return false;
        address expected = vm.parseJsonAddress(json, string.concat(path, ".address"));
        vm.assertEq(vm.addr(uint256(vm.parseJsonBytes32(json, string.concat(path, ".privateKey")))), expected, path);
        bytes memory publicKey = vm.parseJsonBytes(json, string.concat(path, ".publicKey"));
        (uint256 x, uint256 y) = this.readKey(publicKey);
        vm.assertEq(PublicKeys.toAddress(x, y), expected, path);
        return true;
    }

    function checkVector(string calldata path) external view returns (bool found) {
        if (!vm.keyExistsJson(json, path)) return false;
        string memory type_ = vm.parseJsonString(json, string.concat(path, ".type"));
        (bytes32 typeHash, bytes32 structHash) = _hashes(type_, string.concat(path, ".message."));
        vm.assertEq(typeHash, vm.parseJsonBytes32(json, string.concat(path, ".typeHash")), path);
        vm.assertEq(structHash, vm.parseJsonBytes32(json, string.concat(path, ".structHash")), path);
        bytes32 digest = Messages.digest(vm.parseJsonBytes32(json, ".domainSeparator"), structHash);
        vm.assertEq(digest, vm.parseJsonBytes32(json, string.concat(path, ".digest")), path);
        address signer = _signer(vm.parseJsonString(json, string.concat(path, ".signer")));
        bytes memory signature = vm.parseJsonBytes(json, string.concat(path, ".signature"));
        bytes memory compact = vm.parseJsonBytes(json, string.concat(path, ".compact"));
        vm.assertEq(signature.length, 65, path);
        vm.assertEq(compact.length, 64, path);
        vm.assertEq(this.recover(digest, signature), signer, path);
        vm.assertEq(this.recover(digest, compact), signer, path);
        return true;
    }

    function checkTranscript(string calldata path) external view returns (bool found) {
        if (!vm.keyExistsJson(json, path)) return false;
        bytes32 head = vm.parseJsonBytes32(json, string.concat(path, ".head"));
        for (uint256 i = 0;; ++i) {
            string memory receipt = string.concat(path, ".receipts[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, receipt)) break;
            head = Messages.extendTranscript(head, vm.parseJsonBytes32(json, receipt));
        }
        vm.assertEq(head, vm.parseJsonBytes32(json, string.concat(path, ".result")), path);
        return true;
    }

    function checkModel(string calldata path) external view returns (bool found) {
        if (!vm.keyExistsJson(json, path)) return false;
        string memory name = vm.parseJsonString(json, string.concat(path, ".name"));
        vm.assertEq(keccak256(bytes(name)), vm.parseJsonBytes32(json, string.concat(path, ".model")), path);
        return true;
    }

    function readKey(bytes calldata publicKey) external pure returns (uint256, uint256) {
        return PublicKeys.read(publicKey);
    }

    function hashRequest(Messages.InferenceRequest calldata message) external pure returns (bytes32) {
        return Messages.inferenceRequest(message);
    }

    function hashReceipt(Messages.Receipt calldata message) external pure returns (bytes32) {
        return Messages.receipt(message);
    }

    function recover(bytes32 digest, bytes calldata signature) external pure returns (address) {
        return Signatures.recover(digest, signature);
    }

    function _hashes(string memory type_, string memory path) private view returns (bytes32, bytes32) {
        bytes32 kind = keccak256(bytes(type_));
        if (kind == keccak256("InferenceRequest")) return _inferenceRequest(path);
        if (kind == keccak256("Confirmation")) return _confirmation(path);
        if (kind == keccak256("Receipt")) return _receipt(path);
        if (kind == keccak256("Release")) return _release(path);
        if (kind == keccak256("Access")) {
            string memory action = vm.parseJsonString(json, string.concat(path, "action"));
            return
                (Messages.ACCESS_TYPEHASH, Messages.access(_address(path, "provider"), action, _u64(path, "deadline")));
        }
        if (kind == keccak256("Bind")) {
            return (Messages.BIND_TYPEHASH, Messages.bind(_address(path, "provider"), _address(path, "owner")));
        }
        if (kind == keccak256("TopUp")) {
            (address owner, address provider) = (_address(path, "owner"), _address(path, "provider"));
            return
                (Messages.TOP_UP_TYPEHASH, Messages.topUp(owner, provider, _u96(path, "total"), _u64(path, "deadline")));
        }
        if (kind == keccak256("Contest")) {
            bytes32 hash = Messages.contest(_address(path, "provider"), _word(path, "requestHash"), _u96(path, "owed"));
            return (Messages.CONTEST_TYPEHASH, hash);
        }
        if (kind == keccak256("Flag")) {
            return (Messages.FLAG_TYPEHASH, Messages.flag(_address(path, "provider"), _u96(path, "total")));
        }
        vm.assertEq(type_, "Comparison", path);
        bytes32 comparison =
            Messages.comparison(_address(path, "preferred"), _address(path, "other"), _u96(path, "total"));
        return (Messages.COMPARISON_TYPEHASH, comparison);
    }

    function _inferenceRequest(string memory path) private view returns (bytes32, bytes32) {
        Messages.InferenceRequest memory message;
        message.provider = _address(path, "provider");
        message.sequence = _u64(path, "sequence");
        message.contentHash = _word(path, "contentHash");
        message.model = _word(path, "model");
        message.requestPrice = _u96(path, "requestPrice");
        message.inputPrice = _u96(path, "inputPrice");
        message.outputPrice = _u96(path, "outputPrice");
        message.maxCost = _u96(path, "maxCost");
        message.authorized = _u96(path, "authorized");
        message.deadline = _u64(path, "deadline");
        return (Messages.INFERENCE_REQUEST_TYPEHASH, this.hashRequest(message));
    }

    function _confirmation(string memory path) private view returns (bytes32, bytes32) {
        bytes32 hash = Messages.confirmation(
            _address(path, "provider"),
            _u96(path, "cumulativeCost"),
            _u64(path, "rounds"),
            _u96(path, "tokens"),
            _word(path, "transcript")
        );
        return (Messages.CONFIRMATION_TYPEHASH, hash);
    }

    function _receipt(string memory path) private view returns (bytes32, bytes32) {
        Messages.Receipt memory message;
        message.client = _address(path, "client");
        message.sequence = _u64(path, "sequence");
        message.requestHash = _word(path, "requestHash");
        message.responseHash = _word(path, "responseHash");
        message.promptTokens = _u64(path, "promptTokens");
        message.completionTokens = _u64(path, "completionTokens");
        message.cost = _u96(path, "cost");
        message.status = uint8(_number(path, "status", type(uint8).max));
        return (Messages.RECEIPT_TYPEHASH, this.hashReceipt(message));
    }

    function _release(string memory path) private view returns (bytes32, bytes32) {
        bytes32 hash = Messages.release(
            _address(path, "provider"),
            _address(path, "client"),
            _u96(path, "settledTotal"),
            _u64(path, "nonce"),
            _u64(path, "deadline")
        );
        return (Messages.RELEASE_TYPEHASH, hash);
    }

    function _signer(string memory name) private view returns (address) {
        for (uint256 i = 0;; ++i) {
            string memory path = string.concat(".keys[", vm.toString(i), "]");
            vm.assertTrue(vm.keyExistsJson(json, path), string.concat("there is a key of ", name));
            if (keccak256(bytes(vm.parseJsonString(json, string.concat(path, ".name")))) == keccak256(bytes(name))) {
                return vm.parseJsonAddress(json, string.concat(path, ".address"));
            }
        }
        return address(0);
    }

    function _address(string memory path, string memory field) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(path, field));
    }

    function _word(string memory path, string memory field) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(path, field));
    }

    function _u64(string memory path, string memory field) private view returns (uint64) {
        return uint64(_number(path, field, type(uint64).max));
    }

    function _u96(string memory path, string memory field) private view returns (uint96) {
        return uint96(_number(path, field, type(uint96).max));
    }

    /// @dev Numbers are decimal strings.
    function _number(string memory path, string memory field, uint256 maximum) private view returns (uint256 number) {
        number = vm.parseUint(vm.parseJsonString(json, string.concat(path, field)));
        vm.assertLe(number, maximum, string.concat(path, field));
    }
}
